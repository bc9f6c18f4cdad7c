import { openSqliteFile } from '../open-sqlite-file.ts';
import { time } from './time.ts';

/**
 * Lets times of a sample database that come after a moment be that moment: a copy that stands for one of long ago has no row of today.
 *
 * @param at milliseconds
 * @param now milliseconds; what is to come, such as the end of a ban, stays
 */
export function dateBack(file: string, at: number, now: number): void {
  const database = openSqliteFile(file, { use: 'write' });
  try {
    const columns = database
      .prepare(
        `select t.name as "table", c.name as "column" from sqlite_schema as t join pragma_table_info(t.name) as c
         where t.type = 'table' and c.type = 'datetime'`,
      )
      .all() as { readonly table: string; readonly column: string }[];
    for (const { table, column } of columns)
      database
        .prepare(`update "${table}" set "${column}" = ? where "${column}" > ? and "${column}" <= ?`)
        .run(time(at), time(at), time(now));
  } finally {
    database.close();
  }
}
