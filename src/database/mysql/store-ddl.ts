import { sql, type Kysely } from 'kysely';
import { codeOf } from '../connection-errors.ts';
import { isInSchema } from '../store-tables.ts';
import type { StoreDdl } from '../store-connection.ts';

/** The defaults of a server may be without transactions, or without emoji. */
const TABLE = sql`engine = InnoDB default character set utf8mb4 collate utf8mb4_bin`;

/** How MySQL and MariaDB make the store's tables. */
export const mysqlStoreDdl: StoreDdl = {
  // TEXT would end at 64 KB.
  longText: sql`longtext`,
  shortBytes: sql`binary(16)`,
  longBytes: sql`longblob`,
  tableOptions: TABLE,
  // InnoDB's tables always lie in that order.
  clusteredOptions: TABLE,
  // MySQL knows no "if not exists" for an index, and no "if exists". The migrator holds a lock, so nobody makes it in between.
  async createIndex(database, name, table, columns) {
    if (await hasIndex(database, name, table)) return;
    await database.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
  },
  async dropIndex(database, name, table) {
    if (await hasIndex(database, name, table)) await database.schema.dropIndex(name).on(table).execute();
  },
  hasColumn: (database, table, column) => isInSchema(database, sql`database()`, table, column),
  currentSchema: () => Promise.resolve(null),
  exclusively: (_database, work) => work(),
  isMissingTable: (error) => codeOf(error) === 'ER_NO_SUCH_TABLE',
};

async function hasIndex(database: Kysely<unknown>, name: string, table: string): Promise<boolean> {
  const { rows } = await sql`select 1 from information_schema.statistics
    where table_schema = database() and table_name = ${table} and index_name = ${name}`.execute(database);
  return rows.length > 0;
}
