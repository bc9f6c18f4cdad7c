import { nullable, text } from '../../shape.ts';
import { answered, answeredOnce, digits } from '../answer-shape.ts';
import type { Instance } from '../instance.ts';
import type { DatabaseRow } from '../read-session.ts';
import { literals } from './literal.ts';
import { identityOf } from './schema.ts';

/** Runs a query and gives its rows. */
type Run = (text: string) => Promise<readonly DatabaseRow[]>;

/**
 * What a connection leads to. A database that was dropped and made anew has the identity of the old one, but none of its tables: each
 * has been created later. A table that is merely altered gets a new time as well, hence all of those that are named.
 */
export async function instanceOf(run: Run, tables: readonly string[]): Promise<Instance> {
  const database = await identityOf(run);
  if (tables.length === 0) return { database, life: null };
  // MariaDB opens the named tables only where nothing is joined to their list: it would open those of every database.
  const rows = await run(
    `select @@hostname as host, @@port as port, null as t, null as created
     union all select null, null, t.table_name, t.create_time from information_schema.tables as t
       where t.table_schema = database() and t.table_name in (${literals(tables)})`,
  );
  const server = answeredOnce(rows.slice(0, 1), 'itself', { host: text, port: digits });
  const found = answered(rows.slice(1), 'tables', { t: text, created: nullable(text) });
  const marks = found.map(({ t, created }) => `${t} ${created}`);
  return { database, life: { at: `${server.host}:${server.port}`, marks } };
}
