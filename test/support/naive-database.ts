import fc from 'fast-check';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { peerquestTables } from '../../src/demo/schema.ts';
import { hoursFromNow, timesOf } from './database-flows.ts';

/** Columns that hold a time and may lie ahead: all other times of the schema tell of what has happened. */
const MAY_LIE_AHEAD = new Set(['users_user.ban_expires_at']);

/** The times of the whole schema that must not lie ahead, read off the schema instead of a list. */
export const PAST_COLUMNS: readonly { readonly table: string; readonly column: string; readonly nullable: boolean }[] =
  peerquestTables.flatMap(({ name: table, columns }) =>
    columns
      .filter(({ type, name }) => type === 'timestamp' && !MAY_LIE_AHEAD.has(`${table}.${name}`))
      .map(({ name: column, nullable }) => ({ table, column, nullable })),
  );

/** A time that a column holds, and whether it must be found. */
interface Moment {
  readonly table: string;
  readonly column: string;
  readonly hours: number | null;
}

/** Databases in which some times lie ahead, by less than a day or by more. */
export const generatedTimes: fc.Arbitrary<readonly Moment[]> = fc
  .subarray([...PAST_COLUMNS])
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map(({ table, column, nullable }) =>
        fc
          .constantFrom(-100_000, -1, 0, 23, 25, 100, 100_000, ...(nullable ? [null] : []))
          .map((hours): Moment => ({ table, column, hours })),
      ),
    ),
  );

/** The rows of such a database. */
export function datasetOf(moments: readonly Moment[]): Dataset {
  return timesOf({}).map(([table, rows]): Dataset[number] => [
    table,
    rows.map((row, index) => {
      const own = moments.filter((moment) => index === 0 && moment.table === table);
      return { ...row, ...Object.fromEntries(own.map(({ column, hours }) => [column, hours === null ? null : hoursFromNow(hours)])) };
    }),
  ]);
}

/** Whose the first row of a table is in {@link timesOf}: its rows are found with that person's name only. */
const OWNER: Readonly<Record<string, string>> = {
  guilds_guild: 'bob',
  guilds_guildmembership: 'bob',
  guilds_guildjoinrequest: 'bob',
  quests_questcategory: 'nobody',
  users_banappealfile: 'nobody',
  messaging_messageattachment: 'nobody',
};

/** What must be found, as sorted lines. */
export function naiveAhead(moments: readonly Moment[], username: string | null): readonly string[] {
  return moments
    .filter(({ table, hours }) => hours !== null && hours > 24 && (username === null || (OWNER[table] ?? 'ann') === username))
    .map(({ table, column }) => `${table}.${column}`)
    .sort();
}

/** Foreign keys that rows break: each must be told once, however many rows. */
export function naiveBroken(tables: Dataset): readonly string[] {
  const broken = new Set<string>();
  for (const { name: table, columns } of peerquestTables) {
    for (const { name: column, references } of columns) {
      if (references === null) continue;
      const key = peerquestTables.find(({ name }) => name === references)?.columns.find((candidate) => candidate.key)?.name ?? '';
      const there = new Set(tables.find(([name]) => name === references)?.[1].map((row) => row[key]));
      const rows = tables.find(([name]) => name === table)?.[1] ?? [];
      if (rows.some((row) => (row[column] ?? null) !== null && !there.has(row[column]))) broken.add(`${table}.${column}`);
    }
  }
  return [...broken].sort();
}
