import { MEMBERSHIP_ROLES, MEMBERSHIP_STATUSES, PARTICIPANT_STATUSES, QUEST_STATUSES } from '../words.ts';

/** What stands in the place of words that a redacted output does not tell. */
export const HIDDEN = '(redacted)';

/** Numbers, also several; times of ISO 8601 and as Django prints them; UUIDs, fingerprints and SHA-256; a row that is gone, by its id. */
const PLAIN = [
  /^[+-]?\d+(?:\.\d+)?(?:, -?\d+)*$/,
  /^\d{4,}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+00:00)?$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  /^(?:[0-9a-f]{32}|[0-9a-f]{64})$/,
  /^user [0-9a-f-]+ \(missing\)$/,
];

/** Words that PeerQuest and this program write, which say nothing of a person. */
const KNOWN = new Set([
  ...QUEST_STATUSES,
  ...PARTICIPANT_STATUSES,
  ...MEMBERSHIP_ROLES,
  ...MEMBERSHIP_STATUSES,
  ...['needs_revision', 'superseded', 'queued', 'processing', 'verified', 'PENDING', 'COMPLETED', 'REJECTED'],
  ...['quest_maker', 'adventurer', 'moderator', 'initiate', 'champion', 'mythic'],
  ...['object', 'array', 'string', 'number', 'boolean', 'invalid', 'true', 'false', 'null'],
  ...['', '+', 'None', 'none', 'no number', 'yes', 'no', 'active', 'not active', 'MISSING', 'row', 'rows', 'Rewards', 'Bonuses', HIDDEN],
]);

/** Whether a text is a number, a time, an id or a word of PeerQuest's own lists: all of a row's texts that a redacted output tells. */
export function isPlain(text: string): boolean {
  return KNOWN.has(text) || PLAIN.some((form) => form.test(text));
}

/** A text as a redacted output tells it. */
export function plainOrHidden(text: string): string {
  return isPlain(text) ? text : HIDDEN;
}

/**
 * Members of evidence, and columns, that hold what people wrote or are called by: never told, not even where a name is a number.
 * Whatever else is no plain text is not told either; this list is for what looks plain and is not.
 */
const OF_PEOPLE = new Set([
  ...['username', 'email', 'first_name', 'last_name', 'display_name', 'bio', 'location', 'gender', 'birthday', 'password', 'avatar_url'],
  ...['title', 'slug', 'name', 'description', 'requirements', 'resources', 'link', 'feedback', 'message', 'reason'],
  ...['ban_reason', 'banReason', 'disable_reason', 'progress_notes', 'application_message', 'review_notes', 'welcome_message'],
  ...['payment_reference', 'paymentReference', 'google_id', 'email_verification_token', 'file'],
]);

/** Whether a member of evidence, or a column, holds what people wrote or are called by. */
export function isOfPeople(name: string): boolean {
  return OF_PEOPLE.has(name);
}
