/** What a fault is planted in. */
export type FaultPlace = 'quest' | 'guild' | 'user';

/** A fault that the generator can plant, with what the audit must then say: one finding of the check, and none of another. */
export interface Fault {
  readonly check: string;
  /** Null where the check has no causes, or where other rows decide which one it is. */
  readonly cause: string | null;
  readonly place: FaultPlace;
  /** Only where the unique index is absent. */
  readonly oldSchemaOnly?: true;
  /** At most once in a database: the second would break a unique index. */
  readonly once?: true;
  /** Comes with this fault, once however often that is planted, and is never planted by itself. */
  readonly comesWith?: string;
  /** How many lots it has among the faults of its place; one unless given. */
  readonly lots?: number;
}

/**
 * A fault for every check (but those of files, which the generator does not make, counters, which are no rows, and nulls, which the schema refuses), by cause where one row alone decides which
 * it is. Those of the synchronization checks are more frequent: these are what an audit looks at unless told otherwise.
 */
export const faults: readonly Fault[] = [
  { check: 'approved-without-participant', cause: 'never-created', place: 'quest', lots: 10 },
  { check: 'approved-without-participant', cause: 'possibly-left', place: 'quest', lots: 10 },
  { check: 'participant-without-approved-application', cause: 'kicked', place: 'quest', lots: 10 },
  { check: 'participant-without-approved-application', cause: 'rejected', place: 'quest', lots: 10 },
  { check: 'participant-without-approved-application', cause: 'pending', place: 'quest', lots: 10 },
  { check: 'participant-without-approved-application', cause: 'no-application', place: 'quest', lots: 10 },
  { check: 'quest-status', cause: null, place: 'quest', lots: 10 },
  { check: 'quest-assignment', cause: null, place: 'quest', lots: 10 },
  { check: 'duplicate-participant', cause: null, place: 'quest', oldSchemaOnly: true, lots: 10 },
  { check: 'in-progress-without-active-participant', cause: 'all-dropped', place: 'quest' },
  { check: 'in-progress-without-active-participant', cause: 'nobody', place: 'quest' },
  { check: 'assignee-not-active-participant', cause: 'dropped', place: 'quest' },
  { check: 'assignee-not-active-participant', cause: 'no-participant', place: 'quest' },
  { check: 'approved-but-dropped', cause: null, place: 'quest' },
  { check: 'application-pending-twice', cause: null, place: 'quest' },
  { check: 'application-attempt-missing', cause: null, place: 'quest' },
  { check: 'application-attempt-surplus', cause: null, place: 'quest' },
  { check: 'profile-email', cause: 'blank', place: 'user', once: true },
  { check: 'profile-email', cause: 'malformed', place: 'user' },
  { check: 'profile-username', cause: 'blank', place: 'user', once: true },
  { check: 'profile-privilege', cause: null, place: 'user' },
  { check: 'profile-superuser-unverified', cause: null, place: 'user' },
  { check: 'profile-expired-ban', cause: null, place: 'user' },
  { check: 'profile-ban-fields', cause: null, place: 'user' },
  { check: 'profile-json', cause: null, place: 'user' },
  { check: 'guild-member-count', cause: null, place: 'guild' },
  { check: 'guild-owner-membership', cause: 'no-membership', place: 'guild' },
  { check: 'guild-owner-membership', cause: 'inactive', place: 'guild' },
  { check: 'guild-owner-membership', cause: 'other-role', place: 'guild' },
  { check: 'guild-membership-state', cause: 'ended-yet-active', place: 'guild' },
  { check: 'guild-membership-state', cause: 'approved-yet-inactive', place: 'guild' },
  { check: 'guild-approved-request-without-membership', cause: 'no-membership', place: 'guild' },
  { check: 'guild-approved-request-without-membership', cause: 'not-restored', place: 'guild' },
  { check: 'guild-approved-request-without-membership', cause: 'undated-end', place: 'guild' },
  { check: 'guild-foreign-owner', cause: 'active', place: 'guild' },
  { check: 'guild-foreign-owner', cause: 'inactive', place: 'guild' },
  { check: 'guild-rejoin-blocked', cause: null, place: 'guild' },
  { check: 'quest-xp-reward', cause: null, place: 'quest' },
  { check: 'user-level', cause: null, place: 'user' },
  { check: 'xp-total-negative', cause: null, place: 'user' },
  { check: 'xp-paid-twice', cause: null, place: 'quest' },
  { check: 'gold-balance', cause: 'too-high', place: 'user' },
  { check: 'gold-balance', cause: 'too-low', place: 'user' },
  { check: 'gold-balance-missing', cause: null, place: 'user' },
  { check: 'gold-balance-negative', cause: null, place: 'user' },
  { check: 'payment-without-purchase', cause: 'missing', place: 'user' },
  { check: 'payment-without-purchase', cause: 'double', place: 'user' },
  { check: 'cashout-refunded-twice', cause: 'two-refunds', place: 'user' },
  { check: 'reward-paid-twice', cause: 'reward', place: 'quest' },
  { check: 'reward-paid-twice', cause: 'bonus', place: 'quest' },
  { check: 'completed-quest-without-date', cause: null, place: 'quest' },
  { check: 'completion-date-on-unfinished-quest', cause: null, place: 'quest' },
  { check: 'active-participant-in-completed-quest', cause: 'armed', place: 'quest' },
  { check: 'completed-participant-without-date', cause: null, place: 'quest' },
  { check: 'completed-quest-without-participants', cause: null, place: 'quest' },
  { check: 'completion-unrewarded', cause: 'no-trace', place: 'quest' },
  { check: 'completion-before-joining', cause: null, place: 'quest' },
  { check: 'orphan-reference', cause: 'not-enforced', place: 'quest' },
  { check: 'unknown-status', cause: null, place: 'quest' },
  { check: 'constraint-not-validated', cause: 'violated', place: 'quest', comesWith: 'orphan-reference' },
  { check: 'clock-ahead', cause: null, place: 'user' },
];
