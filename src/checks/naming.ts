import type { DatabaseValue } from '../database/index.ts';
import {
  boolean,
  bytesText,
  isKnown,
  line,
  MEMBERSHIP_ROLES,
  MEMBERSHIP_STATUSES,
  rowId,
  uuid,
  words,
  type Line,
  type QuestReference,
  type UserReference,
} from '../model/index.ts';
import type { NamedRow } from './define-check.ts';

const text = (value: DatabaseValue): string | null =>
  value === null ? null : value instanceof Uint8Array ? bytesText(value) : String(value);

/** The person a row names. */
export function userOf(row: NamedRow): UserReference {
  return { id: uuid(row['user_id']), username: text(row.username) };
}

/** `User "student2"`; a person whose row is gone is named by id. */
export function userLine(row: NamedRow): Line {
  const { id, username } = userOf(row);
  return username === null ? line`User ${id} (missing)` : line`User "${username}"`;
}

/** The quest a row names. */
export function questOf(row: NamedRow): QuestReference {
  return { id: rowId(row['quest_id']), title: text(row.title) };
}

/** Whether the quest a row names is soft-deleted: it is audited like others, and marked. */
export function isDeletedQuest(row: NamedRow): boolean {
  return boolean(row.is_deleted);
}

/** `Quest "Test 1" (ID: 1)`, as the old command wrote it. */
export function questLine(row: NamedRow): Line {
  const { id, title } = questOf(row);
  if (title === null) return line`Quest ${id} (missing)`;
  return isDeletedQuest(row) ? line`Quest "${title}" (ID: ${id}) [deleted]` : line`Quest "${title}" (ID: ${id})`;
}

/** `student2 -> Quest "Test 1" (ID: 1)`; a person whose row is gone is named by id. */
export function userAndQuestLine(row: NamedRow): Line {
  const { id, username } = userOf(row);
  return line`${username ?? `user ${id} (missing)`} -> ${questLine(row)}`;
}

/** The guild a row names. `name` is null where the row is gone. */
export function guildOf(row: NamedRow): { readonly id: string; readonly name: string | null } {
  return { id: uuid(row['guild_id']), name: text(row.guild_name) };
}

/** `Guild "Night Watch" (ID: 1f0c…)`; a guild whose row is gone is named by id. */
export function guildLine(row: NamedRow): Line {
  const { id, name } = guildOf(row);
  return name === null ? line`Guild ${id} (missing)` : line`Guild "${name}" (ID: ${id})`;
}

/** `student2 -> Guild "Night Watch" (ID: 1f0c…)`; a person whose row is gone is named by id. */
export function userAndGuildLine(row: NamedRow): Line {
  const { id, username } = userOf(row);
  return line`${username ?? `user ${id} (missing)`} -> ${guildLine(row)}`;
}

/** The line of a finding that is left for a person as it rests on a word in no list of the application; none for a known word. */
export function unknownWordLine(what: string, word: DatabaseValue | undefined, known: readonly string[]): readonly Line[] {
  if (isKnown(word, known)) return [];
  const value = word === null || word === undefined ? 'null' : line`"${String(word)}"`;
  return [line`Manual: ${words(what)} is ${value}, which the application does not know (see unknown-status)`];
}

/** The same of a guild membership's `role` and `status`. */
export function unknownMembershipLines(row: NamedRow): readonly Line[] {
  return [
    ...unknownWordLine('the membership’s role', row['role'], MEMBERSHIP_ROLES),
    ...unknownWordLine('the membership’s status', row['status'], MEMBERSHIP_STATUSES),
  ];
}
