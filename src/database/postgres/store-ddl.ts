import { sql } from 'kysely';
import { codeOf } from '../connection-errors.ts';
import { dropIndexIfThere, indexUnlessThere, isInSchema } from '../store-tables.ts';
import type { StoreDdl } from '../store-connection.ts';

/** How PostgreSQL makes the store's tables. */
export const postgresStoreDdl: StoreDdl = {
  longText: sql`text`,
  shortBytes: sql`bytea`,
  longBytes: sql`bytea`,
  tableOptions: sql``,
  clusteredOptions: sql``,
  createIndex: indexUnlessThere,
  dropIndex: dropIndexIfThere,
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
  isMissingTable: (error) => codeOf(error) === '42P01',
};
