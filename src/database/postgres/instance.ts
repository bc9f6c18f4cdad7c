import type { Instance } from '../instance.ts';
import type { DatabaseRow } from '../read-session.ts';

/** Runs a query and gives its rows. */
type Run = (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>;

const DATABASE = `(select system_identifier from pg_control_system()) || '/' || (select oid from pg_database where datname = current_database())`;

/** Where the server writes itself; a standby has no such place. A promoted standby, or a restored server, begins a new one. */
const TIMELINE = `case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end`;

/**
 * Tells what a connection leads to, in one query. The first time must be outside a transaction: it finds out whether the server
 * knows of timelines, which some that speak PostgreSQL's protocol do not.
 */
export function instanceReader(run: Run): () => Promise<Instance> {
  let timeline = TIMELINE;
  const read = async (): Promise<Instance> => {
    const [row] = await run(`select ${DATABASE} as database, ${timeline} as timeline`, []);
    const told = row?.['timeline'] ?? null;
    return { database: String(row?.['database']), life: told === null ? null : { at: 'primary', marks: [String(told)] } };
  };
  let first: Promise<unknown> | null = null;
  return async () => {
    first ??= read().catch(() => void (timeline = 'null'));
    await first;
    return read();
  };
}
