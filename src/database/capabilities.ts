import { sql, type RawBuilder } from 'kysely';

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
  /** CREATE INDEX in the form that holds up writers least. */
  readonly createIndex: (table: string, columns: readonly string[]) => string;
  /** What makes a SELECT hold the rows it reads until the transaction ends. SQLite's write transaction holds them all. */
  readonly lockRows: SqlFragment;
  /**
   * Entities that one transaction of a repair may hold. A server does 1,000 in a tenth of a second, and is hardly faster with
   * more; SQLite, where every commit waits for the disk and writes pages of every index, is twice as fast with 10,000
   * (docs/performance.md).
   */
  readonly repairBatch: number;
  /** The values of a column over a group, in any order, joined with commas. */
  readonly joinIds: (column: SqlFragment) => SqlFragment;
}

const nothing = sql``;

/** A name for an index that says what it covers. */
const indexName = (table: string, columns: readonly string[]): string => `${table}_${columns.join('_')}_idx`;

export const sqliteCapabilities: Capabilities = {
  antiJoin: 'left-join',
  semiJoin: 'exists',
  mergedCompounds: { inTableOrder: sql` not indexed` },
  forceIndex: () => nothing,
  bytes: (expression) => expression,
  createIndex: (table, columns) => `CREATE INDEX ${indexName(table, columns)} ON ${table} (${columns.join(', ')});`,
  joinIds: (column) => sql`group_concat(${column}, ',')`,
  lockRows: nothing,
  repairBatch: 10_000,
};

export const postgresCapabilities: Capabilities = {
  antiJoin: 'not-exists',
  semiJoin: 'exists',
  mergedCompounds: null,
  forceIndex: () => nothing,
  bytes: (expression) => expression,
  createIndex: (table, columns) => `CREATE INDEX CONCURRENTLY ${indexName(table, columns)} ON ${table} (${columns.join(', ')});`,
  joinIds: (column) => sql`string_agg(cast(${column} as text), ',')`,
  lockRows: sql` for update`,
  repairBatch: 1_000,
};

export const mysqlCapabilities: Capabilities = {
  antiJoin: 'left-join',
  semiJoin: 'scalar-subquery',
  mergedCompounds: null,
  forceIndex: (indexName) => sql` force index (${sql.id(indexName)})`,
  createIndex: (table, columns) =>
    `ALTER TABLE ${table} ADD INDEX ${indexName(table, columns)} (${columns.join(', ')}), ALGORITHM=INPLACE, LOCK=NONE;`,
  bytes: (expression) => sql`binary ${expression}`,
  joinIds: (column) => sql`group_concat(${column})`,
  lockRows: sql` for update`,
  repairBatch: 1_000,
};
