import { sql } from 'kysely';
import type { DatabaseValue } from '../../database/index.ts';
import { rowId, uuid, type RowId } from '../../model/index.ts';
import type { PlannedChange } from '../planned-change.ts';
import type { RestingOn, StandingReader } from './reader.ts';
import { fromStored, type StoredRow } from '../stored-value.ts';
import { grouped } from '../targets/grouped.ts';

const PARTICIPANT = 'quests_questparticipant';
const QUEST = 'quests_quest';

/** A participant row that counts. */
interface Active {
  readonly id: RowId;
  readonly userId: string;
}

/** What rests on a participant row: its quest, whose assignee must be an active participant, and which needs one unless it is open. */
export const participationStanding: StandingReader = {
  concerns: ({ table, operation, after }) =>
    (table === PARTICIPANT && operation !== 'update') || (table === QUEST && after?.['assigned_to_id'] != null),

  async read(source, undos, lock) {
    const among = source.capabilities.amongIds([...new Set(undos.map(questOf))]);
    const held = (lock ? source.capabilities.lockRows : null) ?? sql``;
    const quests = await source.all(sql`select id, status, assigned_to_id from quests_quest where id in (${among}) order by id${held}`);
    const rows = await source.all(
      sql`select id, quest_id, user_id from quests_questparticipant where quest_id in (${among}) and ${source.capabilities.isNoWord(sql`status`, 'dropped')}`,
    );
    const questById = new Map(quests.map((row) => [rowId(row['id']), row]));
    const activeOf = grouped(
      rows,
      (row) => rowId(row['quest_id']),
      (row): Active => ({ id: rowId(row['id']), userId: uuid(row['user_id']) }),
    );
    return (undo) => {
      const quest = questById.get(questOf(undo));
      const active = activeOf.get(questOf(undo)) ?? [];
      if (undo.table === QUEST) return restored(undo.after?.['assigned_to_id'], active);
      if (undo.operation === 'insert') return returned(undo.after ?? {}, active);
      const others = active.filter(({ id }) => id !== valueOf(undo.key['id'], rowId));
      return removed(undo.before ?? {}, others, quest?.['assigned_to_id'] ?? null, String(quest?.['status']));
    };
  },
};

/** A row that the repair made goes. */
function removed(row: StoredRow, others: readonly Active[], assignee: DatabaseValue, status: string): RestingOn {
  const userId = valueOf(row['user_id'], uuid);
  const isAssignee = assignee !== null && uuid(assignee) === userId;
  return {
    'its quest has been assigned to its user since': isAssignee && !others.some((other) => other.userId === userId),
    'its quest would be left without an active participant': status !== 'open' && others.length === 0,
  };
}

/** A row that the repair deleted comes back: not to a person who has left since. */
function returned(row: StoredRow, active: readonly Active[]): RestingOn {
  const userId = valueOf(row['user_id'], uuid);
  return { 'its user has left the quest since': row['status'] !== 'dropped' && !active.some((one) => one.userId === userId) };
}

/** A quest gets an assignee back. */
function restored(assignee: StoredRow[string] | undefined, active: readonly Active[]): RestingOn {
  const userId = valueOf(assignee, uuid);
  return { 'its assignee of before has left it since': !active.some((one) => one.userId === userId) };
}

function questOf({ table, key, before, after }: PlannedChange): RowId {
  return valueOf(table === QUEST ? key['id'] : (before ?? after)?.['quest_id'], rowId);
}

function valueOf<T>(value: StoredRow[string] | undefined, read: (value: DatabaseValue) => T): T {
  return read(fromStored(value ?? null));
}
