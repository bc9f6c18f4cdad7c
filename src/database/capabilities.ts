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
  /** The hour of a stored time in UTC, as `2025-07-01T13`; a text of its own for what is no time. */
  readonly hourOf: (column: SqlFragment) => SqlFragment;
  /**
   * Condition that one stored time is later than another, whatever form an application gives them: on SQLite texts that can be read as
   * times, or numbers. False or null where either is no time.
   */
  readonly isLater: (one: SqlFragment, other: SqlFragment) => SqlFragment;
  /**
   * Condition that the whole of a text has the form of a pattern; null where it is null. The pattern holds what every engine reads alike
   * (`portablePattern`).
   */
  readonly hasForm: (text: SqlFragment, pattern: string, ignoreCase: boolean) => SqlFragment;
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
  /** The tables to which a name leads without a schema, as `name`: those of the application, not the engine's own. */
  readonly tableNames: SqlFragment;
  /**
   * Sequences to which a name leads without a schema; null where an engine has none. `names`: each with the table whose ids it gives (`ids_of`,
   * null for one that stands alone) and whether it `may_read` it. `next`: one row, the `next_value` of one, null where it has come to its end.
   */
  readonly sequences: { readonly names: SqlFragment; readonly next: (name: string) => SqlFragment } | null;
  /** Whether a column's numbers come from a counter that stands apart from its rows. The others count on from the greatest number. */
  readonly apartCounters: boolean;
  /** Whether a replica is a physical copy, which has the identity of what it copies. */
  readonly replicaSharesIdentity: boolean;
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
  /** A checksum of the rows of a group by these columns, in any order, as digits: the same on two databases of the engine where the rows are. */
  readonly rowSum: (columns: readonly SqlFragment[]) => SqlFragment;
  /** The values of a column over a group, in any order, joined with commas. */
  readonly joinIds: (column: SqlFragment) => SqlFragment;
  /**
   * What a column must be cast to so that writing back the value that was read restores every bit of it; null where nothing is lost.
   * MySQL prints a FLOAT with six digits, and its driver makes an object of a geometry.
   */
  readonly exactCast: (type: string) => 'double' | 'binary' | null;
}

/** Nothing that stands in a query. */
export const nothing = sql``;

/** Words in a list of SQL. */
export const list = (words: readonly string[]): SqlFragment => sql`(${sql.join(words.map((word) => sql.lit(word)))})`;

/** Row ids with commas; a text that is no number is an error and never part of a statement. */
export const digits = (ids: readonly (number | string)[]): string => ids.map((id) => BigInt(id).toString()).join(', ');

/** A name for an index that says what it covers. */
export const indexName = (table: string, columns: readonly string[]): string => `${table}_${columns.join('_')}_idx`;
