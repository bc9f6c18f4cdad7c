import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { DatabaseAddress } from '../database/index.ts';

/** What the engines say differently when the store's tables are made. */
export interface EngineDdl {
  /** A text of many megabytes. */
  readonly longText: RawBuilder<unknown>;
  /** Stands after a table's columns. */
  readonly tableOptions: RawBuilder<unknown>;
  /** Makes an index that may be there already. */
  createIndex(database: Kysely<unknown>, name: string, table: string, columns: readonly string[]): Promise<void>;
  /** Whether a table has a column that a later migration takes away. */
  hasColumn(database: Kysely<unknown>, table: string, column: string): Promise<boolean>;
  /** The schema in which new tables are made; null where there is only one. */
  currentSchema(database: Kysely<unknown>): Promise<string | null>;
  /** Holds off other processes that migrate the same store, where Kysely does not. */
  exclusively<T>(database: Kysely<unknown>, work: () => Promise<T>): Promise<T>;
}

/** A step of the store's tables to their present form. */
export type MigrationStep = (database: Kysely<unknown>, ddl: EngineDdl) => Promise<void>;

const createIndexIfNotExists: EngineDdl['createIndex'] = async (database, name, table, columns) => {
  await database.schema
    .createIndex(name)
    .ifNotExists()
    .on(table)
    .columns([...columns])
    .execute();
};

async function isInSchema(database: Kysely<unknown>, schema: RawBuilder<unknown>, table: string, column: string): Promise<boolean> {
  const { rows } = await sql`select 1 from information_schema.columns
    where table_schema = ${schema} and table_name = ${table} and column_name = ${column}`.execute(database);
  return rows.length > 0;
}

const sqlite: EngineDdl = {
  longText: sql`text`,
  tableOptions: sql``,
  createIndex: createIndexIfNotExists,
  async hasColumn(database, table, column) {
    return (await sql`select 1 from pragma_table_info(${table}) where name = ${column}`.execute(database)).rows.length > 0;
  },
  currentSchema: () => Promise.resolve(null),
  // Kysely takes no lock and opens no transaction here; with one, a migration is there whole or not at all.
  async exclusively(database, work) {
    await sql`begin immediate`.execute(database);
    try {
      const result = await work();
      await sql`commit`.execute(database);
      return result;
    } catch (error) {
      // Some errors, such as a full disk, have rolled back already.
      await sql`rollback`.execute(database).catch(() => undefined);
      throw error;
    }
  },
};

const postgresql: EngineDdl = {
  longText: sql`text`,
  tableOptions: sql``,
  createIndex: createIndexIfNotExists,
  hasColumn: (database, table, column) => isInSchema(database, sql`current_schema()`, table, column),
  // Left to itself, the migrator takes a store in another schema of the same database for this one.
  async currentSchema(database) {
    const { rows } = await sql<{ name: string | null }>`select current_schema() as name`.execute(database);
    const name = rows[0]?.name ?? null;
    // PostgreSQL's own code for CREATE TABLE without a schema; the migrator would stumble before it gets there.
    if (name === null) throw Object.assign(new Error('no schema has been selected to create in'), { code: '3F000' });
    return name;
  },
  exclusively: (_database, work) => work(),
};

const mysql: EngineDdl = {
  // TEXT would end at 64 KB.
  longText: sql`longtext`,
  // The defaults of a server may be without transactions, or without emoji.
  tableOptions: sql`engine = InnoDB default character set utf8mb4 collate utf8mb4_bin`,
  // MySQL knows no "if not exists" for an index. The migrator holds a lock, so nobody makes it in between.
  async createIndex(database, name, table, columns) {
    const { rows } = await sql`select 1 from information_schema.statistics
      where table_schema = database() and table_name = ${table} and index_name = ${name}`.execute(database);
    if (rows.length > 0) return;
    await database.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
  },
  hasColumn: (database, table, column) => isInSchema(database, sql`database()`, table, column),
  currentSchema: () => Promise.resolve(null),
  exclusively: (_database, work) => work(),
};

/** How one engine makes the store's tables. */
export function engineDdl(engine: DatabaseAddress['engine']): EngineDdl {
  return { sqlite, postgresql, mysql }[engine];
}
