import { nullable, text } from '../../shape.ts';
import { answered, answeredOnce, decimal, digits } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { codeOf } from '../connection-errors.ts';
import { literals } from './literal.ts';

/** Runs a query and gives its rows; errors as the driver gives them. */
type Run = (sql: string) => Promise<readonly DatabaseRow[]>;

/** What a server says of itself to this account, unjudged. */
export interface ServerAnswers {
  readonly version: string;
  readonly comment: string;
  /** The server's number of this connection, and the one that was given when it was made: a pooler gives one of its own. */
  readonly connection: { readonly told: number; readonly given: number | null };
  /** Variables and status counters by their names in lower case; one that the server does not have is not there. */
  readonly values: ReadonlyMap<string, string>;
  /** What it says of each server that it repeats; null where this account may not see that. */
  readonly sources: readonly DatabaseRow[] | null;
  /** Transactions of the group that wait to be applied here, or what Aurora says of its reader's lag; null where that is not to be had. */
  readonly waiting: number | null;
}

const VARIABLES = [
  'aurora_server_id',
  'group_replication_group_name',
  'group_replication_single_primary_mode',
  'gtid_executed',
  'gtid_slave_pos',
  'innodb_read_only',
  'pxc_strict_mode',
  'read_only',
  'server_uuid',
  'super_read_only',
  'wsrep_on',
];
const STATUS = [
  'slave_heartbeat_period',
  'slave_running',
  'slaves_running',
  'wsrep_cluster_size',
  'wsrep_cluster_state_uuid',
  'wsrep_local_state_comment',
  'wsrep_local_state_uuid',
  'wsrep_ready',
];

/** The first answers, by which a server is recognised that is no MySQL at all: it may not know the other questions. */
export async function askVersion(run: Run, given: () => number | null): Promise<Pick<ServerAnswers, 'version' | 'comment' | 'connection'>> {
  // Some poolers answer a bare `select connection_id()` themselves.
  const rows = await run('select version() as version, @@version_comment as comment, connection_id() as id');
  const { version, comment, id } = answeredOnce(rows, 'its version', { version: text, comment: text, id: digits });
  return { version, comment, connection: { told: Number(id), given: given() } };
}

/** Asks a MySQL or MariaDB server what else it is; each question is one that any account may ask, or is refused without harm. */
export async function askServer(run: Run, first: Pick<ServerAnswers, 'version' | 'comment' | 'connection'>): Promise<ServerAnswers> {
  const values = new Map([...(await named(run, 'variables', VARIABLES)), ...(await named(run, 'status', STATUS))]);
  return { ...first, values, sources: await sourcesOf(run, isMariadb(first)), waiting: await waitingOf(run, values) };
}

/** Whether it is MariaDB, or else MySQL. */
export function isMariadb({ version, comment }: Pick<ServerAnswers, 'version' | 'comment'>): boolean {
  return `${version} ${comment}`.toLowerCase().includes('mariadb');
}

/** A variable, or a counter, as a server shows it. */
export const SETTING = { Variable_name: text, Value: text };

/** Those of these variables or counters that the server has, by their names in lower case. */
export async function named(run: Run, kind: 'variables' | 'status', names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await run(`show global ${kind} where variable_name in (${literals(names)})`);
  return new Map(answered(rows, kind, SETTING).map(({ Variable_name: name, Value: value }) => [name.toLowerCase(), value]));
}

async function sourcesOf(run: Run, ofMariadb: boolean): Promise<readonly DatabaseRow[] | null> {
  for (const question of ofMariadb ? ['show all slaves status'] : ['show replica status', 'show slave status']) {
    const rows = await unlessRefused(run, question);
    // A group's own channels say nothing of another server.
    if (rows !== null) return rows.filter((row) => !String(row['Channel_Name'] ?? '').startsWith('group_replication_'));
  }
  return null;
}

async function waitingOf(run: Run, values: ReadonlyMap<string, string>): Promise<number | null> {
  const question = values.has('aurora_server_id')
    ? `select replica_lag_in_milliseconds / 1000 as waiting from information_schema.replica_host_status where server_id = @@aurora_server_id`
    : (values.get('group_replication_group_name') ?? '') !== ''
      ? `select s.count_transactions_remote_in_applier_queue as waiting from performance_schema.replication_group_member_stats as s
         join performance_schema.replication_group_members as m on m.member_id = s.member_id
         where s.member_id = @@server_uuid and m.member_state = 'ONLINE'`
      : null;
  if (question === null) return null;
  const [row] = answered((await unlessRefused(run, question)) ?? [], 'what waits', { waiting: nullable(decimal) });
  return row?.waiting == null ? null : Number(row.waiting);
}

/** What says that this account may not ask, or that this version does not know the question. */
const REFUSED = new Set([
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
  'ER_ACCESS_DENIED_ERROR',
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_COLUMNACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_PARSE_ERROR',
  'ER_NO_SUCH_TABLE',
  'ER_UNKNOWN_TABLE',
  'ER_BAD_FIELD_ERROR',
]);

async function unlessRefused(run: Run, sql: string): Promise<readonly DatabaseRow[] | null> {
  try {
    return await run(sql);
  } catch (error) {
    if (REFUSED.has(codeOf(error))) return null;
    throw error;
  }
}
