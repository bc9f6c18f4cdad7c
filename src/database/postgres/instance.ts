import { nullable, text } from '../../shape.ts';
import { answeredOnce } from '../answer-shape.ts';
import type { Instance } from '../instance.ts';
import type { DatabaseRow } from '../read-session.ts';

/** Runs a query and gives its rows. */
type Run = (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>;

/** The cluster, the database in it, and the tables in it that the names lead to now: the search path may lead elsewhere the next time. */
const DATABASE = `(select system_identifier from pg_control_system()) || '/' || (select oid from pg_database where datname = current_database())
  || '/' || array_to_string(array(select coalesce(to_regclass(quote_ident(name))::oid, 0) from unnest($1::text[]) as wanted (name) order by name), ' ')`;

/** Where the server writes itself; a standby has no such place. A promoted standby, or a restored server, begins a new one. */
const TIMELINE = `case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end`;

/**
 * Tells what a connection leads to, in one query. The first time must be outside a transaction: it finds out whether the server
 * knows of timelines, which some that speak PostgreSQL's protocol do not.
 */
export function instanceReader(run: Run): (tables: readonly string[]) => Promise<Instance> {
  let timeline = TIMELINE;
  const read = async (tables: readonly string[]): Promise<Instance> => {
    const rows = await run(`select ${DATABASE} as database, ${timeline} as timeline`, [tables]);
    const { database, timeline: told } = answeredOnce(rows, 'itself', { database: text, timeline: nullable(text) });
    return { database, life: told === null ? null : { at: 'primary', marks: [told] } };
  };
  let first: Promise<unknown> | null = null;
  return async (tables) => {
    first ??= read(tables).catch(() => void (timeline = 'null'));
    await first;
    return read(tables);
  };
}
