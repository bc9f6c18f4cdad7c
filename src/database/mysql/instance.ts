import type { Instance } from '../instance.ts';
import type { DatabaseRow } from '../read-session.ts';
import { identityOf } from './schema.ts';

/** Runs a query and gives its rows. */
type Run = (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>;

/**
 * What a connection leads to. A database that was dropped and made anew has the identity of the old one, but none of its tables: each
 * has been created later. A table that is merely altered gets a new time as well, hence all of those that are named.
 */
export async function instanceOf(run: Run, tables: readonly string[]): Promise<Instance> {
  const database = await identityOf(run);
  if (tables.length === 0) return { database, life: null };
  const rows = await run(
    `select s.host as host, s.port as port, t.table_name as t, t.create_time as created
     from (select @@hostname as host, @@port as port) as s
     left join information_schema.tables as t on t.table_schema = database() and t.table_name in (?)`,
    [[...tables]],
  );
  const marks = rows.filter((row) => row['t'] !== null).map((row) => `${String(row['t'])} ${String(row['created'])}`);
  return { database, life: { at: `${String(rows[0]?.['host'])}:${String(rows[0]?.['port'])}`, marks } };
}
