import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { StoreDdl } from './store-connection.ts';

/** Makes an index in the words of engines that know "if not exists" for it. */
export const indexUnlessThere: StoreDdl['createIndex'] = async (database, name, table, columns) => {
  await database.schema
    .createIndex(name)
    .ifNotExists()
    .on(table)
    .columns([...columns])
    .execute();
};

/** Takes an index away in the words of engines whose indexes have names of their own. */
export const dropIndexIfThere: StoreDdl['dropIndex'] = async (database, name) => {
  await database.schema.dropIndex(name).ifExists().execute();
};

/** Whether a table of a schema has a column, as the standard's own catalog tells. */
export async function isInSchema(database: Kysely<unknown>, schema: RawBuilder<unknown>, table: string, column: string): Promise<boolean> {
  const { rows } = await sql`select 1 from information_schema.columns
    where table_schema = ${schema} and table_name = ${table} and column_name = ${column}`.execute(database);
  return rows.length > 0;
}
