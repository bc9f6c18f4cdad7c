import { sql } from 'kysely';
import { codeOf } from '../connection-errors.ts';
import { dropIndexIfThere, indexUnlessThere } from '../store-tables.ts';
import type { StoreDdl } from '../store-connection.ts';

/** How SQLite makes the store's tables. */
export const sqliteStoreDdl: StoreDdl = {
  longText: sql`text`,
  shortBytes: sql`blob`,
  longBytes: sql`blob`,
  tableOptions: sql``,
  clusteredOptions: sql`without rowid`,
  createIndex: indexUnlessThere,
  dropIndex: dropIndexIfThere,
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
  isMissingTable: (error) => codeOf(error) === 'SQLITE_ERROR' && (error as Error).message.startsWith('no such table'),
};
