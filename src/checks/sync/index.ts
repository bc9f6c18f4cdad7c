import type { Check } from '../define-check.ts';
import approvedWithoutParticipant from './approved-without-participant.ts';
import duplicateParticipant from './duplicate-participant.ts';
import participantWithoutApprovedApplication from './participant-without-approved-application.ts';
import questAssignment from './quest-assignment.ts';
import questStatus from './quest-status.ts';

/** The five checks of the old command, phase by phase. */
export const syncChecks: readonly Check[] = [
  approvedWithoutParticipant,
  participantWithoutApprovedApplication,
  questStatus,
  questAssignment,
  duplicateParticipant,
];
