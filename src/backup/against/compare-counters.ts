import { sql } from 'kysely';
import { integerOf, type ReadSession, type TableSchema } from '../../database/index.ts';

/** Where the counter of a table's ids stands in the backup and in the live database. */
export interface CounterComparison {
  readonly column: string;
  /** The number that it gives next; null where it has none left. */
  readonly backup: string | null;
  readonly live: string | null;
  /** A number that the counter of the backup has still to give, and that is there already: an insert fails. Null where there is none. */
  readonly taken: string | null;
  /** The same of the live database: there the fault is not the backup's. */
  readonly takenLive: string | null;
}

/** A table in one of the two. */
interface Side {
  readonly session: ReadSession;
  readonly schema: TableSchema;
}

/** Compares the counters of a table that both have; null where one of the two has none, or none that can be read. */
export async function compareCounters(backup: Side, live: Side): Promise<CounterComparison | null> {
  const [own, other] = [await standOf(backup), await standOf(live)];
  if (own === null || other === null || backup.schema.ids === null) return null;
  return { column: backup.schema.ids.column, backup: own.next, live: other.next, taken: own.taken, takenLive: other.taken };
}

async function standOf({ session, schema: { name, ids } }: Side) {
  if (ids === null) return null;
  const [row] = await session.all(ids.counter);
  if (row === undefined) return null;
  if (row['next_value'] === null) return { next: null, taken: null };
  const next = integerOf(row['next_value']);
  return { next: String(next), taken: session.capabilities.apartCounters ? await takenAhead(session, name, ids, next) : null };
}

/** The furthest number that the counter will come to and that is there, in the direction in which it counts. */
async function takenAhead(
  session: ReadSession,
  table: string,
  { column, step }: NonNullable<TableSchema['ids']>,
  next: bigint,
): Promise<string | null> {
  const [id, first] = [sql.id(column), sql.raw(`(${next})`)];
  const [ahead, furthest] = step > 0n ? [sql`>=`, sql`max(${id})`] : [sql`<=`, sql`min(${id})`];
  const [row] = await session.all(
    sql`select ${furthest} as taken from ${sql.id(table)} where ${id} ${ahead} ${first} and mod(${id} - ${first}, ${sql.raw(String(step))}) = 0`,
  );
  return row?.['taken'] == null ? null : String(integerOf(row['taken']));
}
