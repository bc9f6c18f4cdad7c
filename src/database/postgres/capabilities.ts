import { sql } from 'kysely';
import { digits, indexName, list, nothing, type Capabilities } from '../capabilities.ts';
import { SEQUENCES } from './counters.ts';

export const postgresCapabilities: Capabilities = {
  antiJoin: 'not-exists',
  semiJoin: 'exists',
  mergedCompounds: null,
  tableNames: sql`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and pg_table_is_visible(c.oid) and n.nspname not in ('pg_catalog', 'information_schema') order by c.relname`,
  sequences: {
    names: SEQUENCES,
    next: (name) => sql`select case when not is_called then last_value
        when cast(last_value as numeric) + seqincrement between seqmin and seqmax then last_value + seqincrement
        when seqcycle then case when seqincrement > 0 then seqmin else seqmax end end as next_value
      from ${sql.id(name)}, pg_sequence where seqrelid = cast(quote_ident(${name}) as regclass)`,
  },
  apartCounters: true,
  replicaSharesIdentity: true,
  forceIndex: () => nothing,
  bytes: (expression) => sql`cast(${expression} as text)`,
  // As text, citext minds case and an enumeration takes any word. That cast takes the padding off a char(n), which the other one keeps.
  isWord: (column, ...words) => sql`(cast(${column} as text) in ${list(words)} and cast(${column} as bpchar) not like '% ')`,
  isNoWord: (column, ...words) =>
    sql`(${column} is null or cast(${column} as text) not in ${list(words)} or cast(${column} as bpchar) like '% ')`,
  number: (column) => column,
  // Infinity less infinity is NaN, as is NaN less NaN.
  isFinite: (number) => sql`coalesce(${number} - ${number} = 0, false)`,
  asText: (expression) => sql`cast(${expression} as text)`,
  namesWord: (text, word) => sql`(' ' || replace(${text}, ${word}, chr(1)) || ' ') ~ ('[^0-9A-Za-z_-]' || chr(1) || '[^0-9A-Za-z_-]')`,
  now: sql`now()`,
  isTime: (column) => sql`coalesce(isfinite(${column}), false)`,
  hourOf: (column) => sql`to_char(${column}, 'YYYY-MM-DD"T"HH24')`,
  isLater: (one, other) => sql`${one} > ${other}`,
  hasForm: (text, pattern, ignoreCase) => sql`cast(${text} as text) ~ ${`${ignoreCase ? '(?i)' : ''}^(${pattern})$`}`,
  pastTomorrow: (column) => sql`${column} > now() + interval '24 hours'`,
  jsonKind: (column) => sql`jsonb_typeof(${column})`,
  createIndex: (table, columns) => `CREATE INDEX CONCURRENTLY ${indexName(table, columns)} ON ${table} (${columns.join(', ')});`,
  rowSum: (columns) => sql`cast(coalesce(sum(hashtextextended(cast(row(${sql.join([...columns])}) as text), 0)), 0) as text)`,
  joinIds: (column) => sql`string_agg(cast(${column} as text), ',')`,
  exactCast: () => null,
  amongIds: (ids) => sql.raw(digits(ids)),
  amongKeys: (keys) => sql.join([...keys]),
  decimal: (hundredths) => (hundredths / 100).toFixed(2),
  boolean: (value) => value,
  lockRows: sql` for update`,
  repairBatch: 500,
  repairLanes: 4,
  repairChunk: 500,
};
