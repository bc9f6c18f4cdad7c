import { sql } from 'kysely';
import { connect, type DatabaseAddress, type ReadSession, type TableSchema } from '../database/index.ts';
import { instant, isInstant } from '../model/index.ts';
import { SCRATCH_MARK } from './restored.ts';
import { timesOf } from './times-of.ts';

/** What a table holds. */
export interface TableContent {
  readonly table: string;
  readonly rows: number;
  /** The newest time in its rows that is not one to come, as ISO 8601 in UTC; null where none has one. */
  readonly newest: string | null;
}

/** What every table of a database holds, in one snapshot. */
export async function inventory(address: DatabaseAddress): Promise<readonly TableContent[]> {
  const session = await connect(address, []);
  try {
    const names = (await session.all(session.capabilities.tableNames))
      .map((row) => String(row['name']))
      .filter((name) => name !== SCRATCH_MARK);
    const schemas = new Map((await session.schema(names)).map((table) => [table.name, table]));
    const contents: TableContent[] = [];
    for (const name of names) contents.push(await contentOf(session, name, schemas.get(name)));
    return contents;
  } finally {
    await session.close();
  }
}

async function contentOf(session: ReadSession, table: string, schema: TableSchema | undefined): Promise<TableContent> {
  const { isTime, pastTomorrow } = session.capabilities;
  const times = timesOf(schema);
  const newest = times.map((name, index) => {
    const column = sql.id(name);
    return sql`, max(case when ${isTime(column)} and not (${pastTomorrow(column)}) then ${column} end) as ${sql.id(`t${index}`)}`;
  });
  const [row = {}] = await session.all(sql`select count(*) as n${sql.join(newest, sql``)} from ${sql.id(table)}`);
  const found = times.map((_, index) => instant(row[`t${index}`] ?? null)).filter((time) => time !== null && isInstant(time));
  return { table, rows: Number(row['n']), newest: found.sort().at(-1) ?? null };
}
