import type { Plan } from '../../src/repair/index.ts';
import { rowId, timeKey } from '../../src/model/index.ts';
import type { TestDatabase } from './databases.ts';
import { NAIVE_NOW, type NaiveChange } from './naive-repair.ts';

/** Rows by table, values alike on every engine. */
type PlainRows = Readonly<Record<string, readonly PlainRow[]>>;
type PlainRow = Readonly<Record<string, unknown>>;

/** A span of the database's own clock. */
interface Span {
  readonly from: string;
  readonly to: string;
}

/** What the database's clock says, as a text that sorts by time. */
export async function clockOf(database: TestDatabase): Promise<string> {
  const clocks = { sqlite: "strftime('%Y-%m-%d %H:%M:%f000', 'now')", postgresql: 'clock_timestamp()' };
  const clock = database.engine === 'sqlite' || database.engine === 'postgresql' ? clocks[database.engine] : 'now(6)';
  const [row] = await database.query(`select ${clock} as now`);
  return timeKey(String(row?.['now']));
}

/** The changes of a plan as the naive model tells them. */
export function changesOf(plan: Plan): readonly NaiveChange[] {
  return [...plan.entities()].flatMap(({ changes }) =>
    changes.map(({ check, table, operation, key, before, after }) => {
      if (operation === 'delete') throw new Error('No quest is repaired by a deletion.');
      // The id of a new row is made by the write; the model says nothing of it.
      const { id, ...columns } = plainRow(after ?? {});
      if (operation === 'insert' && id !== null) throw new Error('An id was chosen for a new row.');
      return { check, table, operation, key: plain('id', key['id']) as number | null, before: before && plainRow(before), after: columns };
    }),
  );
}

/** Changes of the naive model in the same words. */
export function plainChanges(changes: readonly NaiveChange[]): readonly NaiveChange[] {
  return changes.map((change) => ({ ...change, before: change.before && plainRow(change.before), after: plainRow(change.after) }));
}

/** All rows of `contents()`. */
export function rowsOfContents(contents: string): PlainRows {
  const tables = JSON.parse(contents) as readonly (readonly [string, readonly PlainRow[]])[];
  return Object.fromEntries(tables.map(([table, rows]) => [table, rows.map(plainRow)]));
}

/** The rows that must be there after a repair: those from before, with what these changes of the naive model make of them. */
export function rowsExpected(before: PlainRows, changes: readonly NaiveChange[]): PlainRows {
  const inserts = changes.filter(({ operation }) => operation === 'insert');
  return {
    ...before,
    quests_quest: (before['quests_quest'] ?? []).map((row) => {
      const own = changes.filter(({ operation, key }) => operation === 'update' && key === row['id']);
      const columns = own.reduce<PlainRow>((columns, { after }) => ({ ...columns, ...after }), row);
      return plainRow(own.length === 0 ? columns : { ...columns, updated_at: NAIVE_NOW });
    }),
    quests_questparticipant: inAnyOrder([
      ...(before['quests_questparticipant'] ?? []),
      ...inserts.map(({ after }) => plainRow({ ...after, id: null, joined_at: NAIVE_NOW })),
    ]),
  };
}

/** The rows that are there after a repair: the clock of the write and the ids that it made stand as the naive model has them. */
export function rowsRepaired(after: PlainRows, during: Span): PlainRows {
  const now = timeKey(NAIVE_NOW);
  const isNow = (time: unknown): boolean => String(time) >= during.from && String(time) <= during.to;
  return {
    ...after,
    quests_quest: (after['quests_quest'] ?? []).map((row) => (isNow(row['updated_at']) ? { ...row, updated_at: now } : row)),
    quests_questparticipant: inAnyOrder(
      (after['quests_questparticipant'] ?? []).map((row) => (isNow(row['joined_at']) ? { ...row, joined_at: now, id: null } : row)),
    ),
  };
}

/**
 * The text of `contents()` where quests and participants are as before, apart from some quests with their participants; all
 * that is no quest and no participant is as afterwards.
 */
export function mixedContents(before: string, after: string, questsAsAfter: ReadonlySet<number>): string {
  type Tables = readonly (readonly [string, readonly PlainRow[]])[];
  const earlier = new Map(JSON.parse(before) as Tables);
  const questOf: Readonly<Record<string, string>> = { quests_quest: 'id', quests_questparticipant: 'quest_id' };
  const mixed = (JSON.parse(after) as Tables).map(([table, rows]) => {
    const column = questOf[table];
    if (column === undefined) return [table, rows];
    const isAsAfter = (row: PlainRow): boolean => questsAsAfter.has(Number(row[column]));
    const chosen = [...(earlier.get(table) ?? []).filter((row) => !isAsAfter(row)), ...rows.filter(isAsAfter)];
    return [table, chosen.sort((a, b) => Number(a['id']) - Number(b['id']))];
  });
  return JSON.stringify(mixed, null, 1);
}

function plainRow(row: PlainRow): PlainRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plain(column, value)]));
}

/** A value as every engine prints it; what only the write makes is null. */
function plain(column: string, value: unknown): string | number | boolean | null {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
  if (column.endsWith('_at')) return timeKey(String(value));
  if (column !== 'id' && !column.endsWith('_id')) return value;
  return /^\d{1,19}$/.test(String(value)) ? rowId(value) : String(value).replaceAll('-', '');
}

function inAnyOrder(rows: readonly PlainRow[]): readonly PlainRow[] {
  return rows.toSorted((a, b) => (idAndOwner(a) < idAndOwner(b) ? -1 : 1));
}

function idAndOwner({ id, quest_id, user_id }: PlainRow): string {
  return [id, quest_id, user_id].map((part) => String(part).padStart(32)).join(' ');
}
