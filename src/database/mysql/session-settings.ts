/** What a session is for: audits and plans, repairs, or the store. */
export type SessionKind = 'read' | 'write' | 'store';

/** One setting of a session that can change a result, a text, an outcome or a duration. */
export interface SessionSetting {
  readonly name: string;
  /** As `SHOW VARIABLES` prints it. */
  readonly value: string;
  /** What it is set to where it is no value that could be named; then `value` is what it becomes. */
  readonly keyword?: 'default';
  /** Why it is not left to the server. */
  readonly why: string;
  /** The sessions that it matters to; all unless given. */
  readonly kinds?: readonly SessionKind[];
  /** It is set before anything is asked: the asking depends on it. */
  readonly first?: true;
  /** It changes a duration or a wording, or what forbids us to set it forbade others, too: where it is refused it stays as it is. */
  readonly optional?: true;
  /** Which values may stay; only the same one unless given. */
  readonly fits?: (value: string, others: ReadonlyMap<string, string>) => boolean;
}

const NO_LIMIT = '18446744073709551615';
const WEEK = '604800';
const DAY = '86400';

/** How long a statement of a repair waits for what another program holds, in seconds. */
const LOCK_TIMEOUT = '2';

/** Longest list of ids that GROUP_CONCAT may build, in bytes; the server's own limit (1 MB or less) would cut it in silence. */
const GROUP_CONCAT_BYTES = '16777216';

const WRITERS: readonly SessionKind[] = ['write', 'store'];

/**
 * What a session is set to after connecting. Servers have other values in their configuration, give them to accounts, or set them
 * with `init_connect`. Only what a server knows and has otherwise is set: some may only be set by an administrator. What is not here,
 * such as `optimizer_switch`, stays as the server's owner wants it: results do not depend on it (docs/session-settings.md).
 */
export const SESSION_SETTINGS: readonly SessionSetting[] = [
  { name: 'character_set_client', value: 'utf8mb4', first: true, why: 'texts reach the server as they are' },
  { name: 'character_set_results', value: 'utf8mb4', first: true, why: 'texts come back as they are' },
  { name: 'character_set_connection', value: 'utf8mb4', first: true, why: 'no character of a statement becomes "?"' },
  { name: 'collation_connection', value: 'utf8mb4_general_ci', first: true, why: 'casts have the same collation everywhere' },
  {
    name: 'sql_mode',
    value: 'NO_ENGINE_SUBSTITUTION',
    kinds: ['read'],
    first: true,
    why: 'quotes, backslashes and operators mean what we mean',
  },
  {
    name: 'sql_mode',
    value: 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION',
    kinds: WRITERS,
    first: true,
    why: 'the same; and a value that does not fit is an error, not cut',
  },
  { name: 'time_zone', value: '+00:00', first: true, why: 'times are UTC' },
  { name: 'autocommit', value: 'ON', first: true, why: 'nothing is held outside the transactions that we begin' },
  { name: 'sql_select_limit', value: NO_LIMIT, first: true, why: 'a result has all its rows' },
  { name: 'sql_big_selects', value: 'ON', first: true, why: 'max_join_size refuses no query' },
  { name: 'completion_type', value: 'NO_CHAIN', why: 'COMMIT begins no other transaction and ends no connection' },
  { name: 'system_versioning_asof', value: 'DEFAULT', keyword: 'default', why: 'rows of now, not of then' },
  { name: 'timestamp', value: '', keyword: 'default', optional: true, fits: () => false, why: 'the clock runs' },
  { name: 'insert_id', value: '0', keyword: 'default', kinds: WRITERS, why: 'a new row has the next id' },
  { name: 'foreign_key_checks', value: 'ON', why: 'no write leaves a row without the one it refers to' },
  { name: 'unique_checks', value: 'ON', why: 'no write leaves a second row of a unique key' },
  { name: 'check_constraint_checks', value: 'ON', why: 'no write breaks a CHECK' },
  { name: 'sql_auto_is_null', value: 'OFF', why: '"is null" does not find the row that was inserted last' },
  { name: 'sql_safe_updates', value: 'OFF', why: 'it refuses updates by way of a list' },
  { name: 'group_concat_max_len', value: GROUP_CONCAT_BYTES, why: 'lists of ids are whole' },
  { name: 'max_sort_length', value: '1024', why: 'texts are ordered by more than their first letters' },
  { name: 'div_precision_increment', value: '4', why: 'divisions have the same decimals' },
  { name: 'default_regex_flags', value: '', why: 'a regular expression means the same' },
  { name: 'show_gipk_in_create_table_and_information_schema', value: 'ON', why: 'a key that the server made is seen' },
  { name: 'sql_log_bin', value: 'ON', kinds: WRITERS, why: 'replicas and backups see the writes' },
  { name: 'skip_replication', value: 'OFF', kinds: WRITERS, why: 'the same' },
  {
    name: 'binlog_format',
    value: 'ROW',
    kinds: WRITERS,
    fits: (value, others) => value !== 'STATEMENT' || others.get('log_bin') !== 'ON',
    why: 'a log of statements takes no writes at READ COMMITTED; ROW and MIXED stay',
  },
  { name: 'max_statement_time', value: '0', why: 'a large audit takes its time (MariaDB)' },
  { name: 'max_execution_time', value: '0', why: 'the same (MySQL)' },
  { name: 'idle_transaction_timeout', value: '0', why: 'files are hashed, and journals written, between two statements' },
  { name: 'idle_readonly_transaction_timeout', value: '0', why: 'the same' },
  { name: 'idle_write_transaction_timeout', value: '0', why: 'the same' },
  { name: 'wait_timeout', value: WEEK, why: 'the same' },
  { name: 'net_write_timeout', value: DAY, why: 'rows are taken as fast as files are hashed' },
  { name: 'net_read_timeout', value: DAY, why: 'a slow way to the server' },
  { name: 'lock_wait_timeout', value: DAY, kinds: ['read'], why: 'an audit waits for a migration that holds a table' },
  { name: 'lock_wait_timeout', value: '50', kinds: ['store'], why: 'a store that is held locked is given up on' },
  { name: 'lock_wait_timeout', value: LOCK_TIMEOUT, kinds: ['write'], why: 'a repair gives way, and tries again' },
  { name: 'innodb_lock_wait_timeout', value: '50', kinds: ['read', 'store'], why: 'several runs write to one store' },
  { name: 'innodb_lock_wait_timeout', value: LOCK_TIMEOUT, kinds: ['write'], why: 'a repair gives way, and tries again' },
  { name: 'tmp_disk_table_size', value: NO_LIMIT, why: 'a large sort is not refused' },
  {
    name: 'sort_buffer_size',
    value: '2097152',
    optional: true,
    fits: (value) => Number(value) >= 2_097_152,
    why: 'the same, for rows with long texts; more may stay',
  },
  {
    name: 'in_predicate_conversion_threshold',
    value: '1000',
    optional: true,
    why: 'a list of keys is looked up, and no whole table locked',
  },
  { name: 'big_tables', value: 'OFF', optional: true, why: 'temporary tables are in memory' },
  { name: 'sql_buffer_result', value: 'OFF', optional: true, why: 'rows come while they are found' },
  { name: 'query_cache_type', value: 'OFF', optional: true, why: 'the cache is left to the application' },
  { name: 'lc_messages', value: 'en_US', optional: true, why: 'sentences that quote the server are in one language' },
  { name: 'default_storage_engine', value: 'InnoDB', kinds: ['store'], why: 'the store has transactions' },
  {
    name: 'alter_algorithm',
    value: 'DEFAULT',
    kinds: ['store'],
    optional: true,
    why: 'a store of an older version can be brought up to date',
  },
];

/** How the transactions of each kind of session see others, and whether they may write. */
export const ISOLATION: Readonly<Record<SessionKind, { readonly level: string; readonly access: 'read only' | 'read write' }>> = {
  // Read only for the session, too: a DDL statement would commit the transaction, and with it leave read-only mode.
  read: { level: 'repeatable read', access: 'read only' },
  // Locks no gaps between rows.
  write: { level: 'read committed', access: 'read write' },
  store: { level: 'repeatable read', access: 'read write' },
};

/** The settings of one kind of session. */
export function settingsOf(kind: SessionKind): readonly SessionSetting[] {
  return SESSION_SETTINGS.filter(({ kinds }) => kinds?.includes(kind) ?? true);
}
