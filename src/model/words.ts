/** Statuses of a quest that the application writes. */
export const QUEST_STATUSES: readonly string[] = ['open', 'in-progress', 'completed'];

/** Statuses of a participant. */
export const PARTICIPANT_STATUSES: readonly string[] = ['joined', 'in_progress', 'completed', 'dropped'];

/** Roles of a guild membership. */
export const MEMBERSHIP_ROLES: readonly string[] = ['owner', 'admin', 'member'];

/** Statuses of a guild membership. */
export const MEMBERSHIP_STATUSES: readonly string[] = ['pending', 'approved', 'rejected', 'left', 'kicked'];

/**
 * Whether a value, as a driver reads it, is one of these words, byte for byte. What is in no list of the application tells nothing that a
 * repair could rest on: the check `unknown-status` names it, and a person says what was meant.
 */
export function isKnown(value: unknown, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value);
}
