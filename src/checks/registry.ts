import type { Check } from './define-check.ts';
import approvedWithoutParticipant from './sync/approved-without-participant.ts';
import duplicateParticipant from './sync/duplicate-participant.ts';
import participantWithoutApprovedApplication from './sync/participant-without-approved-application.ts';
import questAssignment from './sync/quest-assignment.ts';
import questStatus from './sync/quest-status.ts';

/** Every check, in the order in which they run and are reported. A test compares this list with the folder. */
export const checks: readonly Check[] = [
  approvedWithoutParticipant,
  participantWithoutApprovedApplication,
  questStatus,
  questAssignment,
  duplicateParticipant,
];
