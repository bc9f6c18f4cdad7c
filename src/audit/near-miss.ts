import type { ReadSession, TableNeeds } from '../database/index.ts';
import { nearest } from '../nearest.ts';

/** What was probably meant by the first table or column of these that is not there, to follow the sentence that says so; else nothing. */
export async function nearMiss(session: ReadSession, needs: TableNeeds): Promise<string> {
  for (const [name, columns] of Object.entries(needs)) {
    const table = session.catalog.table(name);
    if (table === undefined) return hint(nearest(name, await tableNames(session)));
    const absent = columns.find((column) => !table.columns.has(column));
    if (absent !== undefined) return hint(nearest(absent, [...table.columns.keys()]));
  }
  return '';
}

/** The tables that can be named in this session without a schema. */
export async function tableNames(session: ReadSession): Promise<readonly string[]> {
  return (await session.all(session.capabilities.tableNames)).map((row) => String(row['name']));
}

function hint([name]: readonly string[]): string {
  return name === undefined ? '' : `: did you mean "${name}"?`;
}
