import { CORE_TABLES, isForeign } from '../checks/index.ts';
import { connect, type DatabaseAddress } from '../database/index.ts';
import { tableNames } from './near-miss.ts';

/** Whose a database is, and what is in it. */
export interface Surroundings {
  readonly engine: string;
  readonly name: string;
  /** Whether it is another application's: none of PeerQuest's tables is there. */
  readonly isForeign: boolean;
  /** Those that can be named without a schema. */
  readonly tables: readonly string[];
  /** A column that a first check can be about; null where no table can be read. */
  readonly example: { readonly table: string; readonly column: string } | null;
}

/** So many tables are looked at for an example. */
const MOST_TABLES = 12;

/**
 * Looks whose a database is, in a session that cannot write.
 *
 * @throws DatabaseError where it cannot be reached or read
 */
export async function lookAround(address: DatabaseAddress): Promise<Surroundings> {
  const session = await connect(address, CORE_TABLES);
  try {
    const tables = await tableNames(session);
    const [example = null] = (await session.schema(tables.slice(0, MOST_TABLES))).flatMap(({ name, key, columns }) => {
      const column = columns.find((one) => !key.includes(one.name));
      return column === undefined || key.length === 0 ? [] : [{ table: name, column: column.name }];
    });
    return { engine: session.engine, name: session.name, isForeign: isForeign(session.catalog), tables, example };
  } finally {
    await session.close();
  }
}
