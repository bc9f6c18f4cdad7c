import { sql, type RawBuilder } from 'kysely';
import type { DatabaseValue } from './query.ts';

/** Part of a query that one engine wants and another does not know. */
export type SqlFragment = RawBuilder<unknown>;

/**
 * What an engine can do, or does best. Code outside `database/` asks for a capability, never for an engine's name.
 * The figures behind each choice are in docs/performance.md.
 */
export interface Capabilities {
  /**
   * The form of "rows of A without a match in B" that the planner runs fastest.
   * PostgreSQL runs NOT EXISTS as a parallel hash anti-join; SQLite and MariaDB walk an index per outer row either
   * way and are up to 30 % faster with LEFT JOIN … IS NULL.
   */
  readonly antiJoin: 'not-exists' | 'left-join';
  /**
   * The form of "A row of A has a match in B". MariaDB materializes the inner table of a semi-join (twice the time);
   * a scalar subquery keeps it on the index.
   */
  readonly semiJoin: 'exists' | 'scalar-subquery';
  /**
   * SQLite runs UNION and EXCEPT with an ORDER BY as a merge of sorted inputs: one pass, whatever the order of the rows
   * on disk (phase 2 on shuffled rows: 1.2 s instead of 3.0). `inTableOrder`, after a table's name, makes it read and
   * sort the table instead of following an index row by row. Null where EXCEPT is slower than an anti-join
   * (PostgreSQL 2.2 times, MariaDB 4 times).
   */
  readonly mergedCompounds: { readonly inTableOrder: SqlFragment } | null;
  /** Names an index where the planner picks a worse one; empty where it needs no help. */
  readonly forceIndex: (indexName: string) => SqlFragment;
  /** Comparison of texts byte for byte, whatever the collation ignores. */
  readonly bytes: (expression: SqlFragment) => SqlFragment;
  /**
   * Condition that a column holds one of these words, byte for byte as this program and the application compare: whatever its collation
   * or its padding ignores, and whatever its type, an enumeration that lacks the word included. An index on the column serves it as
   * before. The words are this program's own.
   */
  readonly isWord: (column: SqlFragment, ...words: readonly string[]) => SqlFragment;
  /** Condition that a column holds none of these words; null is none of them. */
  readonly isNoWord: (column: SqlFragment, ...words: readonly string[]) => SqlFragment;
  /**
   * Whether a text names a word, byte for byte and as a whole: no letter, digit, `_` or `-` stands beside it. The word's places are
   * marked first, so that nothing in it can act as a pattern.
   */
  readonly namesWord: (text: SqlFragment, word: SqlFragment) => SqlFragment;
  /** The number in a column that is meant for one: not finite where SQLite, which takes all, keeps a text there. */
  readonly number: (column: SqlFragment) => SqlFragment;
  /** Condition that a number is one: neither NaN nor infinite, nor null. Sums of others are no numbers either. */
  readonly isFinite: (number: SqlFragment) => SqlFragment;
  /**
   * A value of any type as text, in one collation: columns of different ones cannot stand in one column of a UNION on MySQL. Bytes
   * that are no text become hex digits, so that no two of them become one text: 32 digits for the 16 of a UUID, else with `0x`.
   */
  readonly asText: (expression: SqlFragment) => SqlFragment;
  /** The database's clock in UTC, as stored timestamps compare with it. */
  readonly now: SqlFragment;
  /**
   * Condition that a column holds a point in time that can be compared with others: not infinity, nor MySQL's zero dates, and on SQLite,
   * which stores texts and compares them as such, the form that Django writes. Null is none.
   */
  readonly isTime: (column: SqlFragment) => SqlFragment;
  /**
   * Condition that a stored time is later than a day from now; infinity is. SQLite stores texts: one that is no time is later than
   * nothing, and what only begins with a time is none.
   */
  readonly pastTomorrow: (column: SqlFragment) => SqlFragment;
  /**
   * What stands in a JSON column: `object`, `array`, `string`, `number`, `boolean` or `null`, each engine's words brought into one
   * form; `invalid` where a text column holds no JSON at all, which SQLite would fail on. An empty object, which most columns hold,
   * is known without parsing.
   */
  readonly jsonKind: (column: SqlFragment) => SqlFragment;
  /** Whether a column's numbers come from a counter that stands apart from its rows. The others count on from the greatest number. */
  readonly apartCounters: boolean;
  /** CREATE INDEX in the form that holds up writers least. */
  readonly createIndex: (table: string, columns: readonly string[]) => string;
  /**
   * A list of row ids as it stands in `in (…)`. SQLite takes them as one parameter, so that a statement is compiled once for
   * all lists; the planners of servers must see the ids to know that they are few. They are digits and nothing else.
   */
  readonly amongIds: (ids: readonly (number | string)[]) => SqlFragment;
  /** A list of keys that may be texts, as it stands in `in (…)`. */
  readonly amongKeys: (keys: readonly DatabaseValue[]) => SqlFragment;
  /** An amount, given in hundredths, as the engine's driver reads it from a column of two decimals: SQLite keeps whole ones as integers. */
  readonly decimal: (hundredths: number) => DatabaseValue;
  /** A truth value as the engine's driver reads it from a column. */
  readonly boolean: (value: boolean) => DatabaseValue;
  /**
   * What makes a SELECT hold the rows it reads until the transaction ends; null where a transaction that may write holds all
   * rows from its beginning (SQLite).
   */
  readonly lockRows: SqlFragment | null;
  /**
   * Entities that one transaction of a repair may hold. A server does 500 in a fraction of a second, and is not faster with
   * more (MariaDB makes a table of a list of 1,000 ids, and is slower); SQLite, where every commit waits for the disk and writes pages of every index, gains from more
   * (docs/performance.md).
   */
  readonly repairBatch: number;
  /**
   * Transactions that a repair runs side by side: while a server works on one, this program prepares another. The embedded engine
   * has one writer and works in this program.
   */
  readonly repairLanes: number;
  /** How many of them are read, planned and written with one set of statements: fewer hold less memory, more save ways to a server. */
  readonly repairChunk: number;
  /** The values of a column over a group, in any order, joined with commas. */
  readonly joinIds: (column: SqlFragment) => SqlFragment;
  /**
   * What a column must be cast to so that writing back the value that was read restores every bit of it; null where nothing is lost.
   * MySQL prints a FLOAT with six digits, and its driver makes an object of a geometry.
   */
  readonly exactCast: (type: string) => 'double' | 'binary' | null;
}

const nothing = sql``;

const DIGIT = '[0-9]';
/** A time as Django writes it to SQLite, without its fraction: as a pattern. */
const DJANGO_TIME = '9999-99-99 99:99:99'.replaceAll('9', DIGIT);

/** Words in a list of SQL. */
const list = (words: readonly string[]): SqlFragment => sql`(${sql.join(words.map((word) => sql.lit(word)))})`;

/** Row ids with commas; a text that is no number is an error and never part of a statement. */
const digits = (ids: readonly (number | string)[]): string => ids.map((id) => BigInt(id).toString()).join(', ');

/** A name for an index that says what it covers. */
const indexName = (table: string, columns: readonly string[]): string => `${table}_${columns.join('_')}_idx`;

export const sqliteCapabilities: Capabilities = {
  antiJoin: 'left-join',
  semiJoin: 'exists',
  mergedCompounds: { inTableOrder: sql` not indexed` },
  apartCounters: false,
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

export const postgresCapabilities: Capabilities = {
  antiJoin: 'not-exists',
  semiJoin: 'exists',
  mergedCompounds: null,
  apartCounters: true,
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
  pastTomorrow: (column) => sql`${column} > now() + interval '24 hours'`,
  jsonKind: (column) => sql`jsonb_typeof(${column})`,
  createIndex: (table, columns) => `CREATE INDEX CONCURRENTLY ${indexName(table, columns)} ON ${table} (${columns.join(', ')});`,
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

/** A text of MySQL whose letters are compared by their bytes, and not as binary data, on which MySQL 8 runs no regular expression. */
const inBytes = (text: SqlFragment): SqlFragment => sql`convert(${text} using utf8mb4) collate utf8mb4_bin`;

/** A text as bytes, whatever its character set: those of UTF-16 are not those of the words of this program. */
const mysqlBytes = (text: SqlFragment): SqlFragment => sql`binary convert(${text} using utf8mb4)`;

export const mysqlCapabilities: Capabilities = {
  antiJoin: 'left-join',
  semiJoin: 'scalar-subquery',
  mergedCompounds: null,
  apartCounters: false,
  forceIndex: (indexName) => sql` force index (${sql.id(indexName)})`,
  createIndex: (table, columns) =>
    `ALTER TABLE ${table} ADD INDEX ${indexName(table, columns)} (${columns.join(', ')}), ALGORITHM=INPLACE, LOCK=NONE;`,
  bytes: mysqlBytes,
  number: (column) => column,
  // Its numbers are finite, whatever their type.
  isFinite: (number) => sql`(${number} is not null)`,
  // The collation's own comparison comes first: it has an index.
  isWord: (column, ...words) => sql`(${column} in ${list(words)} and ${mysqlBytes(column)} in ${list(words)})`,
  isNoWord: (column, ...words) => sql`(${column} is null or ${mysqlBytes(column)} not in ${list(words)})`,
  // Texts of two columns may have two collations, and a cast has the session's: without a word of ours the server refuses to compare them.
  namesWord: (text, word) =>
    sql`concat(' ', replace(${inBytes(text)}, ${inBytes(word)}, char(1 using utf8mb4)), ' ')
      regexp concat('[^0-9A-Za-z_-]', char(1 using utf8mb4), '[^0-9A-Za-z_-]')`,
  asText: (expression) => sql`case when collation(${expression}) <> 'binary'
        or cast(cast(${expression} as char) as binary) = cast(${expression} as binary) then cast(${expression} as char)
      when length(${expression}) = 16 then lower(hex(${expression})) else concat('0x', lower(hex(${expression}))) end`,
  // The session's time zone is UTC.
  now: sql`now(6)`,
  isTime: (column) => sql`(to_days(${column}) is not null)`,
  pastTomorrow: (column) => sql`${column} > now(6) + interval 1 day`,
  jsonKind: (column) => sql`case when ${column} = '{}' then 'object'
      when not json_valid(${column}) then 'invalid' else case json_type(${column})
      when 'OBJECT' then 'object' when 'ARRAY' then 'array' when 'STRING' then 'string' when 'BOOLEAN' then 'boolean'
      when 'NULL' then 'null' else 'number' end end`,
  joinIds: (column) => sql`group_concat(${column})`,
  exactCast(type) {
    if (/^float/.test(type)) return 'double';
    return /^(?:geom|(?:multi)?(?:point|linestring|polygon))/.test(type) ? 'binary' : null;
  },
  amongIds: (ids) => sql.raw(digits(ids)),
  amongKeys: (keys) => sql.join([...keys]),
  decimal: (hundredths) => (hundredths / 100).toFixed(2),
  boolean: Number,
  lockRows: sql` for update`,
  repairBatch: 500,
  repairLanes: 4,
  repairChunk: 500,
};
