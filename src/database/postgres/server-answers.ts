import { flag, nullable, text } from '../../shape.ts';
import { answered, answeredOnce, decimal, digits } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { codeOf } from '../connection-errors.ts';

/** Runs a query that nothing else depends on and gives its rows; errors as the driver gives them. */
type Run = (sql: string, values?: readonly unknown[]) => Promise<readonly DatabaseRow[]>;

/** What a server in recovery says of what it has received and replayed. */
export interface RecoveryAnswers {
  /** Seconds since the last transaction that was replayed was committed; null where none was since the server started. */
  readonly age: number | null;
  /** Whether all that was received is replayed. */
  readonly isCaughtUp: boolean;
  readonly isPaused: boolean;
  /** Whether something receives from another server. */
  readonly isReceiving: boolean;
  /** Seconds since that was last heard of; null where this account may not see it. */
  readonly silent: number | null;
}

/** What a server says of itself to this account, unjudged. */
export interface ServerAnswers {
  readonly version: string;
  /** Whether another process answers than the one that was named when the connection was made. */
  readonly isPooled: boolean;
  /** Whether it has the list of jobs that only Aurora DSQL has. */
  readonly hasJobs: boolean;
  /** Those of the tables that Citus spreads over other servers. */
  readonly spread: readonly string[];
  readonly inRecovery: boolean;
  /** Null for a server that is not in recovery, and where it does not tell (Aurora). */
  readonly recovery: RecoveryAnswers | null;
  /** The tables that are filled from another database, by the subscription that does it. */
  readonly subscribed: ReadonlyMap<string, readonly string[]>;
}

const STANDING = 'select pg_backend_pid() as pid, pg_is_in_recovery() as recovery';

const FURTHER = `select to_regclass('sys.jobs') is not null as jobs,
  exists (select from pg_extension where extname = 'citus') as citus, exists (select from pg_subscription_rel) as subscribed`;

/** A receiver's times are shown to few accounts, that it is there to all. */
const RECOVERY = `select extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::text as age,
  coalesce(pg_last_wal_replay_lsn() >= pg_last_wal_receive_lsn(), false) as caught_up, pg_is_wal_replay_paused() as paused,
  exists (select from pg_stat_wal_receiver) as receiving,
  (select extract(epoch from clock_timestamp() - max(last_msg_receipt_time)) from pg_stat_wal_receiver)::text as silent`;

const SPREAD = `select c.relname as name from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
  where p.partmethod <> 'n' and ($1::text[] is null or c.relname = any($1::text[])) order by c.relname`;

const SUBSCRIBED = `select s.subname as subscription, c.relname as name
  from pg_subscription_rel r join pg_subscription s on s.oid = r.srsubid join pg_class c on c.oid = r.srrelid
  where ($1::text[] is null or c.relname = any($1::text[])) order by s.subname, c.relname`;

/** The first answer, by which a server is recognised that is no PostgreSQL at all: it may not know the other questions. */
export async function askVersion(run: Run): Promise<string> {
  return answeredOnce(await run('select version() as version'), 'its version', { version: text }).version;
}

/**
 * Asks a server what else it is, each question by itself: one that is not understood, or not allowed, does no harm.
 *
 * @param given the number of the process that was named when the connection was made
 * @param tables those that matter; null for all
 */
export async function askServer(run: Run, version: string, given: number, tables: readonly string[] | null): Promise<ServerAnswers> {
  const asked = await unlessRefused(run, STANDING);
  const standing = asked === null ? null : answeredOnce(asked, 'itself', { pid: digits, recovery: flag });
  const known = await unlessRefused(run, FURTHER);
  const further = known === null ? null : answeredOnce(known, 'itself', { jobs: flag, citus: flag, subscribed: flag });
  const inRecovery = standing?.recovery === true;
  const spread = further?.citus === true ? await unlessRefused(run, SPREAD, [tables]) : null;
  const subscribed = further?.subscribed === true ? await unlessRefused(run, SUBSCRIBED, [tables]) : null;
  return {
    version,
    isPooled: standing !== null && Number(standing.pid) !== given,
    hasJobs: further?.jobs === true,
    spread: answered(spread ?? [], 'spread tables', { name: text }).map(({ name }) => name),
    inRecovery,
    recovery: inRecovery ? await askRecovery(run) : null,
    subscribed: bySubscription(subscribed ?? []),
  };
}

/** What a server in recovery says now; null where it does not tell. */
export async function askRecovery(run: Run): Promise<RecoveryAnswers | null> {
  const rows = await unlessRefused(run, RECOVERY);
  if (rows === null) return null;
  const row = answeredOnce(rows, 'its recovery', {
    age: nullable(decimal),
    caught_up: flag,
    paused: flag,
    receiving: flag,
    silent: nullable(decimal),
  });
  const number = (value: number | string | null): number | null => (value === null ? null : Number(value));
  return {
    age: number(row.age),
    isCaughtUp: row.caught_up,
    isPaused: row.paused,
    isReceiving: row.receiving,
    silent: number(row.silent),
  };
}

function bySubscription(rows: readonly DatabaseRow[]): ReadonlyMap<string, readonly string[]> {
  const tables = new Map<string, string[]>();
  for (const { subscription, name } of answered(rows, 'subscriptions', { subscription: text, name: text })) {
    tables.set(subscription, [...(tables.get(subscription) ?? []), name]);
  }
  return tables;
}

/** Whether the server does not understand a question, or this account may not ask it (SQLSTATE classes 42, 0A and 55, XX000). */
export function isRefusal(error: unknown): boolean {
  return /^(?:42|0A|55)...$|^XX000$/.test(codeOf(error));
}

/** Null where the server refuses the question. */
async function unlessRefused(run: Run, sql: string, values: readonly unknown[] = []): Promise<readonly DatabaseRow[] | null> {
  try {
    return await run(sql, values);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
