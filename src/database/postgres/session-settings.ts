import { nullable, text } from '../../shape.ts';
import { answered } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';

/** A setting of PostgreSQL that may have been given another value for the account, the database or the server. */
export interface SessionSetting {
  readonly name: string;
  readonly value: string;
  /** What another value does. */
  readonly why: string;
  /** Only a superuser may set it: for others it stays what it is, which is then told, or stands in a repair's way. */
  readonly privileged?: 'reading' | 'writing';
  /** The one value that is replaced; unless given, every other than ours is. */
  readonly insteadOf?: string;
}

/** What a session is for. */
export type Purpose = 'audit' | 'repair' | 'store';

/**
 * How long a statement waits for what another transaction holds. In a repair shorter than PostgreSQL's `deadlock_timeout` of one second:
 * where the application and a repair wait for each other, the repair gives way and tries again. An audit is over when its store is waited for, and
 * is not to wait for ever: as long as MariaDB waits.
 */
const PATIENCE: Readonly<Record<Purpose, string>> = { audit: '0', repair: '800ms', store: '50s' };

const TEXT = 'values would be printed otherwise: fewer digits, another form, or one that is read back as something else';
const SLOW = 'the planner would have to do without its best plans';

/**
 * Every setting that can change a result, the text of a value, or how long a statement may take, and that ALTER ROLE, ALTER DATABASE,
 * postgresql.conf or a pooler's other clients may have changed. What is left alone, and why, is in docs/session-settings.md.
 */
const SETTINGS: readonly SessionSetting[] = [
  { name: 'client_encoding', value: 'UTF8', why: 'characters would arrive as others, and be written back so' },
  { name: 'DateStyle', value: 'ISO, MDY', why: TEXT },
  { name: 'IntervalStyle', value: 'postgres', why: TEXT },
  { name: 'TimeZone', value: 'UTC', why: 'times would be those of another zone' },
  { name: 'bytea_output', value: 'hex', why: TEXT },
  { name: 'extra_float_digits', value: '3', why: TEXT },
  { name: 'lc_monetary', value: 'C', why: TEXT },
  { name: 'lc_numeric', value: 'C', why: TEXT },
  { name: 'lc_time', value: 'C', why: TEXT },
  { name: 'xmlbinary', value: 'base64', why: TEXT },
  { name: 'xmloption', value: 'content', why: 'an undo could not write every XML value back' },
  { name: 'array_nulls', value: 'on', why: 'an empty element of an array would be written as the word NULL' },
  { name: 'standard_conforming_strings', value: 'on', why: 'a backslash in a text of a statement would have a meaning' },
  { name: 'transform_null_equals', value: 'off', why: '"= null" would be true of what is null' },
  { name: 'quote_all_identifiers', value: 'off', why: 'names of types would be quoted, and a plan would be for other tables' },
  { name: 'gin_fuzzy_search_limit', value: '0', why: 'an index would give a random part of the rows' },
  {
    name: 'row_security',
    value: 'off',
    why: 'rows that a policy hides would be missing without a word; so the server refuses a query instead',
  },
  { name: 'restrict_nonsystem_relation_kind', value: '', why: 'views and foreign tables would be refused' },
  { name: 'statement_timeout', value: '0', why: 'a long query would be cut' },
  { name: 'idle_in_transaction_session_timeout', value: '0', why: 'the session would end while files are looked at between two queries' },
  { name: 'transaction_timeout', value: '0', why: 'a long snapshot would be cut' },
  { name: 'exit_on_error', value: 'off', why: 'a check that is refused would end the session' },
  { name: 'client_min_messages', value: 'warning', why: 'messages for developers would crowd the connection' },
  { name: 'synchronous_commit', value: 'on', insteadOf: 'off', why: 'what was committed could be lost in a crash, after it was recorded' },
  { name: 'plan_cache_mode', value: 'auto', why: SLOW },
  { name: 'jit', value: 'off', why: 'checks find few rows where the planner expects many: compiling takes longer than the query' },
  // Its name before version 16, and from then on.
  ...['force_parallel_mode', 'debug_parallel_query'].map((name) => ({
    name,
    value: 'off',
    why: 'every small query would start processes of its own',
  })),
  { name: 'constraint_exclusion', value: 'partition', why: SLOW },
  ...[
    ...['bitmapscan', 'gathermerge', 'hashagg', 'hashjoin', 'incremental_sort', 'indexonlyscan', 'indexscan', 'material', 'memoize'],
    ...['mergejoin', 'nestloop', 'parallel_append', 'parallel_hash', 'partition_pruning', 'seqscan', 'sort', 'tidscan'],
  ].map((plan) => ({ name: `enable_${plan}`, value: 'on', why: SLOW })),
  {
    name: 'session_replication_role',
    value: 'origin',
    privileged: 'writing',
    why: 'foreign keys and triggers would not see what is written',
  },
  { name: 'zero_damaged_pages', value: 'off', privileged: 'reading', why: 'rows on damaged pages are missing without an error' },
  { name: 'ignore_checksum_failure', value: 'off', privileged: 'reading', why: 'damaged pages are read as if they were whole' },
];

/** What every session of this purpose is given. */
export function settingsFor(purpose: Purpose): readonly SessionSetting[] {
  return [
    ...SETTINGS.filter(({ privileged }) => privileged !== 'writing' || purpose !== 'audit'),
    {
      name: 'lock_timeout',
      value: PATIENCE[purpose],
      why: 'a query would be refused where another transaction only holds it up (a repair gives way after 800 ms, and a locked store is given up on after 50 seconds)',
    },
  ];
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A setting that could not be given the value that we need. */
export interface Unmet {
  readonly name: string;
  /** What it is. */
  readonly setting: string;
  readonly why: string;
}

/**
 * The statement that gives the transaction that is open these settings: with its end the connection is as it was, so that nothing of
 * ours stays with the next client of a pooler. It sets what has another value, and gives a row for each: see {@link unmetOf}. What
 * the server does not know, it does not obey either.
 */
export function settingStatement(purpose: Purpose): string {
  const rows = settingsFor(purpose).map(
    ({ name, value, insteadOf, privileged }) =>
      `(${[name, value, insteadOf ?? ''].map(literal).join(', ')}, ${privileged === undefined ? 'false' : 'true'})`,
  );
  return `select name, setting, value, case when not privileged or pg_catalog.current_setting('is_superuser') operator(pg_catalog.=) 'on'
      then pg_catalog.set_config(name, value, true) end as result
    from (select *, pg_catalog.current_setting(name, true) as setting
      from (values ${rows.join(', ')}) as wanted (name, value, instead_of, privileged) offset 0) as known
    where setting operator(pg_catalog.<>) value and instead_of operator(pg_catalog.=) any (array['', setting])`;
}

/** Of the rows of {@link settingStatement}, those whose setting has not become what it should be. */
export function unmetOf(rows: readonly DatabaseRow[]): readonly Unmet[] {
  return answered(rows, 'settings', { name: text, setting: text, value: text, result: nullable(text) })
    .filter(({ value, result }) => result !== value)
    .map(({ name, setting }) => {
      const why = SETTINGS.find((setting) => setting.name === name)?.why ?? 'the session is not what it should be';
      return { name, setting, why };
    });
}

/** What an audit says of a setting that it could not make right. */
export function warningOf({ name, setting, why }: Unmet): string {
  return `The setting ${name} is "${setting}", and this account may not change it: ${why}.`;
}
