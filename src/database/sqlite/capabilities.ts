import { sql } from 'kysely';
import { digits, indexName, list, nothing, type Capabilities } from '../capabilities.ts';
import { ROW_SUM } from './row-sum.ts';

const DIGIT = '[0-9]';
/** A time as Django writes it to SQLite, without its fraction: as a pattern. */
const DJANGO_TIME = '9999-99-99 99:99:99'.replaceAll('9', DIGIT);

export const sqliteCapabilities: Capabilities = {
  antiJoin: 'left-join',
  semiJoin: 'exists',
  mergedCompounds: { inTableOrder: sql` not indexed` },
  tableNames: sql`select name from sqlite_master where type = 'table' and name not like 'sqlite!_%' escape '!' order by name`,
  sequences: null,
  apartCounters: false,
  replicaSharesIdentity: false,
  forceIndex: () => nothing,
  // A column may have been declared to ignore case, or spaces at the end.
  bytes: (expression) => sql`${expression} collate binary`,
  isWord: (column, ...words) => sql`${column} collate binary in ${list(words)}`,
  isNoWord: (column, ...words) => sql`(${column} is null or ${column} collate binary not in ${list(words)})`,
  number: (column) => sql`case when typeof(${column}) in ('text', 'blob') then 9e999 else ${column} end`,
  // Infinity less infinity is null.
  isFinite: (number) => sql`(${number} - ${number} is not null)`,
  asText: (expression) => sql`case when typeof(${expression}) <> 'blob' then cast(${expression} as text)
      when length(${expression}) = 16 then lower(hex(${expression})) else '0x' || lower(hex(${expression})) end`,
  namesWord: (text, word) =>
    sql`(' ' || replace(${text}, ${word}, char(1)) || ' ') glob ('*[^0-9A-Za-z_-]' || char(1) || '[^0-9A-Za-z_-]*')`,
  // To the microsecond, like the texts that Django stores: they are compared as texts.
  now: sql`strftime('%Y-%m-%d %H:%M:%f000', 'now')`,
  isTime: (column) => sql`((${column} glob ${sql.lit(DJANGO_TIME)} or ${column} glob ${sql.lit(`${DJANGO_TIME}.${DIGIT.repeat(6)}`)})
        and julianday(${column}) is not null)`,
  hourOf: (column) => sql`replace(substr(${column}, 1, 13), ' ', 'T')`,
  // Texts of one form compare to the microsecond; what else can be read as a time compares to the millisecond.
  isLater: (one, other) => sql`case
      when typeof(${one}) in ('integer', 'real') and typeof(${other}) in ('integer', 'real') then ${one} > ${other}
      when typeof(${one}) <> 'text' or typeof(${other}) <> 'text' or julianday(${one}) is null or julianday(${other}) is null then null
      when length(${one}) = length(${other}) and substr(${one}, 11, 1) = substr(${other}, 11, 1) then ${one} > ${other}
      else julianday(${one}) > julianday(${other}) end`,
  // A function of this program: SQLite has the operator, and nothing behind it.
  hasForm: (text, pattern, ignoreCase) => sql`${text} regexp ${`${ignoreCase ? '(?i)' : ''}^(${pattern})$`}`,
  // Compared as a text first: only the few that pass are read as times, which takes longer.
  pastTomorrow: (
    column,
  ) => sql`(${column} > strftime('%Y-%m-%d', 'now', '+1 day') and ${column} glob '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'
        and julianday(${column}) > julianday('now', '+1 day'))`,
  jsonKind: (column) => sql`case when ${column} = '{}' then 'object'
      when not json_valid(${column}) then 'invalid' else case json_type(${column})
      when 'text' then 'string' when 'integer' then 'number' when 'real' then 'number'
      when 'true' then 'boolean' when 'false' then 'boolean' else json_type(${column}) end end`,
  createIndex: (table, columns) => `CREATE INDEX ${indexName(table, columns)} ON ${table} (${columns.join(', ')});`,
  rowSum: (columns) =>
    sql`cast(coalesce(sum(${sql.raw(ROW_SUM)}(${sql.join(
      columns.map((column) => sql`quote(${column})`),
      sql` || ',' || `,
    )})), 0) as text)`,
  joinIds: (column) => sql`group_concat(${column}, ',')`,
  exactCast: () => null,
  amongIds: (ids) => sql`select value from json_each(${`[${digits(ids)}]`})`,
  amongKeys: (keys) =>
    keys.every((key) => typeof key === 'string') ? sql`select value from json_each(${JSON.stringify(keys)})` : sql.join([...keys]),
  decimal: (hundredths) => (hundredths % 100 === 0 ? BigInt(hundredths / 100) : hundredths / 100),
  boolean: Number,
  lockRows: null,
  repairBatch: 2_000,
  repairLanes: 1,
  repairChunk: 250,
};
