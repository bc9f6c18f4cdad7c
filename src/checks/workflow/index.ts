import type { Check } from '../define-check.ts';
import applicationAttemptMissing from './application-attempt-missing.ts';
import applicationAttemptSurplus from './application-attempt-surplus.ts';
import applicationPendingTwice from './application-pending-twice.ts';
import approvedButDropped from './approved-but-dropped.ts';
import assigneeNotActiveParticipant from './assignee-not-active-participant.ts';
import inProgressWithoutActiveParticipant from './in-progress-without-active-participant.ts';

/** What the application does with applications, participants and attempts beyond the five phases. In the order of the report. */
export const workflowChecks: readonly Check[] = [
  inProgressWithoutActiveParticipant,
  assigneeNotActiveParticipant,
  approvedButDropped,
  applicationPendingTwice,
  applicationAttemptMissing,
  applicationAttemptSurplus,
];
