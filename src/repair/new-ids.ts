import { sql } from 'kysely';
import { integerOf, type RowSource, type TableSchema } from '../database/index.ts';
import { RefusedError } from '../errors.ts';
import { printable } from '../model/index.ts';
import type { Tables } from './tables.ts';

/**
 * Makes sure that the database has ids for new rows: a sequence that fell behind its table gives numbers that are taken, and one at its
 * end gives none. What others insert meanwhile only moves it on.
 *
 * @param counts how many rows are to come, by table
 * @throws RefusedError where it has not
 */
export async function requireIds(source: RowSource, tables: Tables, counts: ReadonlyMap<string, number>): Promise<void> {
  for (const [name, count] of counts) {
    const table = tables.get(name);
    if (table !== undefined && count > 0) await requireIdsOf(source, table, BigInt(count));
  }
}

async function requireIdsOf(source: RowSource, { name, ids }: TableSchema, count: bigint): Promise<void> {
  if (ids === null) return;
  const { column, step, limit } = ids;
  const place = printable(`${name}.${column}`);
  const next = await nextOf(source, ids);
  if (next === undefined) return;
  const last = next === null ? null : next + step * (count - 1n);
  if (next === null || last === null || (step > 0n ? last > limit : last < limit)) {
    throw new RefusedError(
      'NO_IDS_LEFT',
      `The database has no ids left for ${count} new rows in ${place}: nothing was repaired; ${ids.cure}.`,
    );
  }
  const [from, to] = step > 0n ? [next, last] : [last, next];
  const own = sql.ref(column);
  const [taken] = await source.all(sql`
    select ${own} as id from ${sql.id(name)} where ${own} between ${sql.raw(String(from))} and ${sql.raw(String(to))} order by 1 ${step > 0n ? sql`desc` : sql``} limit 1`);
  if (taken === undefined) return;
  // What others have inserted since the counter was read is behind it by now: only what was there before it is in its way.
  const now = await nextOf(source, ids);
  const farthest = integerOf(taken['id']);
  if (now == null || (step > 0n ? farthest < now : farthest > now)) return;
  throw new RefusedError(
    'IDS_TAKEN',
    `The database would give new rows ids in ${place} that are taken, such as ${printable(taken['id'])}: nothing was repaired; ${ids.cure}`,
  );
}

/** The number that the database gives next; null where it has none left, undefined where it does not tell. */
async function nextOf(source: RowSource, ids: NonNullable<TableSchema['ids']>): Promise<bigint | null | undefined> {
  const [row] = await source.all(ids.next);
  if (row === undefined) return undefined;
  return row['next_value'] == null ? null : integerOf(row['next_value']);
}

/** How many rows a plan inserts, by table, of its numbers by `operation table`. */
export function insertsOf(byKind: Readonly<Record<string, number>>): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(byKind).flatMap(([kind, count]) => {
      const [operation, table = ''] = kind.split(' ');
      return operation === 'insert' ? [[table, count]] : [];
    }),
  );
}
