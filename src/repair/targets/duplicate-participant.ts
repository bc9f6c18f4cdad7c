import { sql } from 'kysely';
import type { Reference, RowSource, TableSchema } from '../../database/index.ts';
import { isWholeNumber, printed, rowId, uuid, type RowId } from '../../model/index.ts';
import { mayBeReferredTo, referredTo, referringRows } from '../referring-rows.ts';
import { fromStored, columnKindOf, rowName, shown, toStored, type StoredRow } from '../stored-value.ts';
import { comparable } from './comparable-time.ts';
import { planDuplicates, type DuplicateQuest, type ParticipantRow, type ReferringRow } from './duplicate-plan.ts';
import type { PlanContext, Target } from './target.ts';

const PARTICIPANTS = 'quests_questparticipant';

/**
 * A quest with people who have several participant rows on it. Which row stays is for a person to say; the rest follows:
 * what refers to the others moves to it, it keeps the earliest `joined_at`, and the others are deleted.
 */
export const duplicateParticipantTarget: Target = {
  id: 'duplicate-participant',
  checks: ['duplicate-participant'],
  keyKind: 'integer',
  namedBy: 'quest_id',
  needs: {
    users_user: ['id', 'username'],
    quests_quest: ['id', 'title'],
    quests_questparticipant: ['id', 'status', 'joined_at', 'quest_id', 'user_id'],
  },
  writes: { [PARTICIPANTS]: { rows: 'deletes', columns: ['joined_at'] } },
  naturalKeys: {},
  newRows: {},

  candidates: (_source, { scope }) => sql`
    select distinct quest_id as id from (
      select p.quest_id from quests_questparticipant as p
      ${scope.userId === null ? sql`` : sql`where p.user_id = ${fromStored(scope.userId)}`}
      group by p.quest_id, p.user_id having count(*) > 1) as pairs
    order by 1`,

  async plan(source, ids, context, hold) {
    if (hold) await holdDuplicates(source, ids, context);
    const quests = await readDuplicates(source, ids, context);
    return quests
      .map((quest) => planDuplicates(quest, context.scope))
      .filter(({ changes, leftOut }) => changes.length > 0 || leftOut !== undefined);
  },
};

/** Holds the rows of these quests, and those that refer to them, until the transaction ends. */
async function holdDuplicates(source: RowSource, quests: readonly RowId[], context: PlanContext): Promise<void> {
  const { lockRows, amongIds } = source.capabilities;
  if (lockRows === null) return;
  const rows = await source.all(sql`select id from quests_questparticipant where quest_id in (${amongIds(quests)}) order by id${lockRows}`);
  await source.all(sql`select id from quests_quest where id in (${amongIds(quests)}) order by id${lockRows}`);
  const ids = rows.map((row) => rowId(row['id'])).filter(isWholeNumber);
  if (ids.length === 0) return;
  const participants = amongIds(ids);
  for (const { table, column, key } of referring(context)) {
    await source.all(
      sql`select ${sql.ref(key)} from ${sql.table(table)} where ${sql.ref(column)} in (${participants}) order by 1${lockRows}`,
    );
  }
}

const hasNumber = ({ id }: StoredRow): boolean => id != null && isWholeNumber(rowId(fromStored(id)));

/** A column of a table here, with a simple key, that refers to the ids of participant rows: its rows can move from one to another. */
interface MovableReference {
  readonly table: string;
  readonly column: string;
  readonly key: string;
}

function movable({ tables }: PlanContext, { table, schema, columns, targets, hidden }: Reference): MovableReference | null {
  const [column, ...furtherColumns] = columns;
  const [key, ...furtherKeys] = schema === null && hidden === null ? (tables.get(table)?.key ?? []) : [];
  const isSimple = column !== undefined && furtherColumns.length === 0 && targets[0] === 'id' && furtherKeys.length === 0;
  return isSimple && key !== undefined ? { table, column, key } : null;
}

function referring(context: PlanContext): readonly MovableReference[] {
  return (context.tables.get(PARTICIPANTS)?.referencedBy ?? []).flatMap((reference) => movable(context, reference) ?? []);
}

/**
 * Rows that must not go, each with the reason: what refers to them cannot move to the row that stays, and would go with them, or lose
 * what it refers to.
 */
async function heldRows(
  source: RowSource,
  { tables, ...context }: PlanContext,
  rows: readonly StoredRow[],
): Promise<DuplicateQuest['held']> {
  const participants = tables.get(PARTICIPANTS);
  const held = new Map<string, string>();
  const words = (key: StoredRow): string => printed`${PARTICIPANTS} ${shown(key['id'] ?? null, 'other')}`;
  const keys: StoredRow[] = [];
  for (const { id = null } of rows) {
    const key = { id };
    if (hasNumber(key)) keys.push(key);
    else held.set(rowName(PARTICIPANTS, key), `the id of ${words(key)} is no whole number`);
  }
  const wordsOf = new Map(keys.map((key) => [rowName(PARTICIPANTS, key), words(key)]));
  for (const reference of participants?.referencedBy ?? []) {
    if (participants === undefined || movable({ tables, ...context }, reference) !== null) continue;
    if (reference.hidden !== null) {
      for (const [row, inWords] of wordsOf) held.set(row, mayBeReferredTo(reference, inWords));
      continue;
    }
    for (const { row } of await referringRows(source, participants, reference, undefined, keys)) {
      held.set(row, `${referredTo(reference, wordsOf.get(row) ?? row)} and cannot move to another row`);
    }
  }
  return held;
}

async function readDuplicates(source: RowSource, ids: readonly RowId[], context: PlanContext): Promise<readonly DuplicateQuest[]> {
  const table = context.tables.get(PARTICIPANTS);
  if (table === undefined) return [];
  const { amongIds } = source.capabilities;
  const quests = await source.all(sql`select q.id, q.title from quests_quest as q where q.id in (${amongIds(ids)}) order by q.id`);
  const columns = table.columns.map(({ name, type }) => {
    const [column, cast] = [sql.ref(`p.${name}`), source.capabilities.exactCast(type)];
    return sql`${cast === null ? column : sql`cast(${column} as ${sql.raw(cast)})`} as ${sql.ref(name)}`;
  });
  const participants = await source.all(sql`
    select ${sql.join(columns)}, u.username as peerquest_username,
      case when ${source.capabilities.isTime(sql`p.joined_at`)} then 1 else 0 end as peerquest_is_time from quests_questparticipant as p left join users_user as u on u.id = p.user_id
    where p.quest_id in (${amongIds(ids)}) order by p.quest_id, p.id`);
  const rows = participants.map((row): ParticipantRow & { readonly questId: RowId } => ({
    row: Object.fromEntries(table.columns.map(({ name, kind }) => [name, toStored(row[name], kind)])),
    joined: comparable(row['joined_at'], row['peerquest_is_time']),
    questId: rowId(row['quest_id']),
    userId: uuid(row['user_id']),
    username: row['peerquest_username'] === null ? null : String(row['peerquest_username']),
  }));
  const numbered = rows.map(({ row }) => row).filter(hasNumber);
  const found = numbered.length === 0 ? [] : await readReferring(source, context, numbered);
  const held = await heldRows(
    source,
    context,
    rows.map(({ row }) => row),
  );
  return quests.map((quest) => {
    const id = rowId(quest['id']);
    return {
      id,
      title: String(quest['title']),
      participants: rows.filter(({ questId }) => questId === id),
      referring: found,
      held,
      writable: table.columns.filter(({ generated }) => !generated).map(({ name }) => name),
    };
  });
}

async function readReferring(source: RowSource, context: PlanContext, rows: readonly StoredRow[]): Promise<readonly ReferringRow[]> {
  const participants = source.capabilities.amongIds(rows.map(({ id }) => rowId(fromStored(id ?? null))));
  const found: ReferringRow[] = [];
  for (const { table, column, key } of referring(context)) {
    const schema = context.tables.get(table) as TableSchema;
    const selected = await source.all(
      sql`select ${sql.ref(key)} as row_key, ${sql.ref(column)} as participant from ${sql.table(table)}
          where ${sql.ref(column)} in (${participants}) order by 1`,
    );
    for (const row of selected) {
      found.push({
        table,
        column,
        key: { [key]: toStored(row['row_key'], columnKindOf(schema, key)) },
        participant: toStored(row['participant'], 'integer'),
      });
    }
  }
  return found;
}
