import { sql } from 'kysely';
import { keyOf } from '../../src/demo/schema.ts';
import type { WriteSession } from '../../src/database/index.ts';
import type { TransactionRecord } from '../../src/history/index.ts';
import { readPayload } from '../../src/repair/journal.ts';
import type { EntityPlan, PlannedChange } from '../../src/repair/planned-change.ts';
import { imagesOf } from '../../src/repair/row-images.ts';
import { isMade, columnKindOf, rowName, toStored, type StoredRow } from '../../src/repair/stored-value.ts';

/** All rows of the tables that a repair writes, by {@link rowName}, in the words of the journal. */
export type Rows = ReadonlyMap<string, StoredRow>;

/** Tables that a repair may write, with what finds a new row of theirs. */
const NATURAL_KEYS: Readonly<Record<string, readonly string[]>> = {
  quests_quest: [],
  quests_questparticipant: ['quest_id', 'user_id'],
  users_user: [],
  guilds_guild: [],
  guilds_guildmembership: ['guild_id', 'user_id'],
  transactions_userbalance: ['user_id'],
};
const TABLES = Object.keys(NATURAL_KEYS);

/** The rows as they are now. */
export async function storedRows(session: WriteSession): Promise<Rows> {
  const tables = new Map((await session.schema(TABLES)).map((table) => [table.name, table]));
  const changes: PlannedChange[] = [];
  for (const table of TABLES) {
    const column = keyOf(table);
    for (const row of await session.all(sql`select ${sql.ref(column)} as row_key from ${sql.table(table)}`)) {
      const schema = tables.get(table);
      const key = { [column]: toStored(row['row_key'], schema === undefined ? 'other' : columnKindOf(schema, column)) };
      changes.push({ check: '', table, operation: 'update', key, before: null, after: null });
    }
  }
  const images = await imagesOf(session, tables, changes, {
    columns: (_change, table) => table.columns.map(({ name }) => name),
    naturalKeys: {},
    lock: false,
  });
  return new Map([...images].map(([name, { row }]) => [name, row]));
}

/**
 * Where the rows are not what the journal says: of these transactions, oldest first, exactly the committed ones must have
 * been made, each on what the ones before it left.
 */
export function untrue(start: Rows, transactions: readonly TransactionRecord[], actual: Rows): readonly string[] {
  const rows = new Map(start);
  const wrong: string[] = [];
  for (const transaction of transactions) {
    const { runId, number, state } = transaction;
    if (state !== 'committed') continue;
    for (const { table, operation, key, before, after } of readPayload(transaction, 'of the tests').flatMap(({ changes }) => changes)) {
      const name = rowName(table, key);
      const row = rows.get(name);
      const found = row === undefined || before === null ? row : pick(row, before);
      if (textOf(found) !== textOf(before ?? undefined)) wrong.push(`transaction ${number} of ${runId} cannot have been made on ${name}`);
      if (operation === 'delete') rows.delete(name);
      else rows.set(name, { ...row, ...after });
    }
  }
  return [...wrong, ...differences(rows, actual)];
}

function pick(row: StoredRow, columns: StoredRow): StoredRow {
  return Object.fromEntries(Object.keys(columns).map((column) => [column, row[column] ?? null]));
}

/** Rows that are not the same in both, each with what it is. */
function differences(expected: Rows, actual: Rows): readonly string[] {
  const names = [...new Set([...expected.keys(), ...actual.keys()])];
  return names.flatMap((name) => {
    const [wanted, found] = [textOf(expected.get(name)), textOf(actual.get(name))];
    return wanted === found ? [] : [`${name}: ${wanted} was expected, there is ${found}`];
  });
}

/**
 * Entities of a plan that are neither wholly as they were nor wholly as planned, and rows that differ from the start
 * although no plan names them.
 */
export function halfRepaired(plan: readonly EntityPlan[], start: Rows, now: Rows): readonly string[] {
  const explained = new Set<string>();
  const halves = plan.flatMap(({ id, changes }) => {
    const states = new Set(
      changes.map((change) => {
        const name = nameNow(change, now);
        explained.add(name);
        return stateOf(change, now.get(name));
      }),
    );
    return states.size === 1 && !states.has('neither') ? [] : [`${id} is half repaired (${[...states].join(', ')})`];
  });
  const unexplained = [...new Set([...start.keys(), ...now.keys()])].filter(
    (name) => !explained.has(name) && textOf(start.get(name)) !== textOf(now.get(name)),
  );
  return [...halves, ...unexplained.map((name) => `${name} was changed, which nobody planned`)];
}

/** A new row's id is the database's choice: it is known by its natural key. */
function nameNow({ table, operation, key, after }: PlannedChange, now: Rows): string {
  if (operation !== 'insert') return rowName(table, key);
  const isIt = (row: StoredRow): boolean =>
    (NATURAL_KEYS[table] ?? []).every((column) => JSON.stringify(row[column]) === JSON.stringify(after?.[column]));
  return [...now].find(([name, row]) => name.startsWith(`${table} `) && isIt(row))?.[0] ?? 'no row';
}

function stateOf({ before, after }: PlannedChange, row: StoredRow | undefined): 'before' | 'after' | 'neither' {
  if (row === undefined) return before === null ? 'before' : 'neither';
  const matches = (image: StoredRow): boolean =>
    Object.entries(image).every(([column, value]) =>
      isMade(value)
        ? row[column] !== null && JSON.stringify(row[column]) !== JSON.stringify(before?.[column])
        : JSON.stringify(row[column]) === JSON.stringify(value),
    );
  if (before !== null && matches(before)) return 'before';
  return after !== null && matches(after) ? 'after' : 'neither';
}

function textOf(row: StoredRow | undefined): string {
  return row === undefined ? 'no row' : JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1)));
}
