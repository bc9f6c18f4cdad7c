import { sql } from 'kysely';
import { DEFAULT_LEVELS, declaredCheck, type Declaration } from '../../checks/index.ts';
import { connect, countOf, type DatabaseAddress, type ReadSession, type TableSchema } from '../../database/index.ts';
import { DatabaseError, sentenceOf } from '../../errors.ts';
import { nearest } from '../../nearest.ts';
import { tableNames } from '../near-miss.ts';
import { candidatesOf, type Candidate } from './candidates.ts';

/** A declared check that fits a table as it is. */
export interface Proposal {
  readonly declaration: Declaration;
  /** Rows that break it today, of the {@link rows} that were looked at. */
  readonly broken: number;
  readonly rows: number;
}

/** So many rows of one table are looked at: a larger one would keep the database busy for a guess. */
export const MOST_ROWS = 500_000;

/** A column with one value only, with more different ones, or with hardly more rows than values, has no list of them. */
const VALUES = { least: 2, most: 10, rowsForEach: 3, longest: 40 };

/** So few rows are alike, or not, by chance. */
const ENOUGH_ROWS = 10;

/**
 * Proposes declared checks for a table: what its columns and their names suggest, tried on its rows. It reads, in one snapshot, and no table with more
 * than {@link MOST_ROWS} rows.
 *
 * @throws DatabaseError where the database cannot be read, has no such table, or one that is too large
 */
export async function proposeChecks(address: DatabaseAddress, table: string): Promise<readonly Proposal[]> {
  const names = await namesIn(address);
  if (!names.includes(table)) {
    const [near] = nearest(table, names);
    throw new DatabaseError('NO_TABLE', `There is no table "${table}" here${near === undefined ? '' : `: did you mean "${near}"?`}`);
  }
  const session = await connect(address, names);
  try {
    const schemas = await session.schema(names);
    const schema = schemas.find(({ name }) => name === table);
    if (schema === undefined) throw new DatabaseError('NO_TABLE', `The table "${table}" cannot be read by this account: grant it SELECT.`);
    const rows = await rowsIn(session, table);
    if (rows === null)
      throw new DatabaseError(
        'TABLE_TOO_LARGE',
        `"${table}" has more than ${MOST_ROWS} rows, too many to try rules on: write the checks by hand.`,
      );
    const others = schemas.filter(({ name }) => name !== table);
    const uniqueAlready = (column: string): boolean => session.catalog.uniqueIndex(table, [column]) !== undefined;
    const held: Proposal[] = [];
    for (const candidate of [...candidatesOf(schema, others, { uniqueAlready }), ...(await valueLists(session, schema, rows))]) {
      const proposal = await tried(session, candidate, rows);
      if (proposal !== null) held.push(proposal);
    }
    return together(held);
  } finally {
    await session.close();
  }
}

async function namesIn(address: DatabaseAddress): Promise<readonly string[]> {
  const session = await connect(address, []);
  try {
    return await tableNames(session);
  } finally {
    await session.close();
  }
}

/** How many rows a table has; null where there are too many to look at, or it cannot be read. */
async function rowsIn(session: ReadSession, table: string): Promise<number | null> {
  const [row] = await session.all(
    sql`select count(*) as count from (select 1 as one from ${sql.id(table)} limit ${sql.lit(MOST_ROWS + 1)}) as first_rows`,
  );
  const count = countOf(row?.['count']);
  return count > MOST_ROWS ? null : count;
}

/** How many rows have values in these columns. */
async function valuesIn(session: ReadSession, table: string, columns: readonly string[]): Promise<number> {
  const present = sql.join(
    columns.map((column) => sql`${sql.id(column)} is not null`),
    sql` and `,
  );
  const [row] = await session.all(sql`select count(*) as count from ${sql.id(table)} where ${present}`);
  return countOf(row?.['count']);
}

/** Runs the check that a candidate would become; null where the rows speak against it, or are too few to speak for it. */
async function tried(session: ReadSession, { declaration, tolerated }: Candidate, rows: number): Promise<Proposal | null> {
  if ('unique' in declaration && (await valuesIn(session, declaration.table, [declaration.unique].flat())) < ENOUGH_ROWS) return null;
  const part = 'countOf' in declaration ? declaration.countOf.table : 'sumOf' in declaration ? declaration.sumOf.table : null;
  const check = declaredCheck(declaration, 'a proposal').within?.(session.catalog);
  if (rows === 0 || check === undefined || session.catalog.missing(check.needs) !== null) return null;
  if (part !== null && (await rowsIn(session, part)) === null) return null;
  const { capabilities, catalog } = session;
  try {
    const query = check.find({ userId: null, includeDropped: false, levels: DEFAULT_LEVELS, wanted: 'findings', capabilities, catalog });
    const [row] = await session.all(sql`select count(*) as count from (${query}) as found`);
    const broken = countOf(row?.['count']);
    return broken <= rows * tolerated ? { declaration, broken, rows } : null;
  } catch (error) {
    // Columns of types that do not go together: a name has misled.
    if (error instanceof DatabaseError) return null;
    throw new DatabaseError('NOT_TRIED', sentenceOf(error), { cause: error });
  }
}

/** Text columns with few different values. */
async function valueLists(session: ReadSession, { name, columns, key }: TableSchema, rows: number): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  for (const column of columns.filter(({ kind, name: own }) => kind === 'text' && !key.includes(own))) {
    const values = await session.all(
      sql`select distinct ${sql.id(column.name)} as value from ${sql.id(name)} where ${sql.id(column.name)} is not null limit ${sql.lit(VALUES.most + 1)}`,
    );
    const texts = values.map((row) => String(row['value'])).sort();
    const isList =
      texts.length >= VALUES.least && texts.length <= VALUES.most && rows >= texts.length * VALUES.rowsForEach && rows >= ENOUGH_ROWS;
    if (isList && texts.every((text) => text.length <= VALUES.longest && !/^[[{]/.test(text))) {
      found.push({ declaration: { table: name, allowedValues: column.name, values: texts }, tolerated: 0 });
    }
  }
  return found;
}

/** Columns that are never null are one rule. One with a list of values is not unique by itself. */
function together(proposals: readonly Proposal[]): readonly Proposal[] {
  const never = proposals.filter(({ declaration }) => 'notNull' in declaration);
  const [first] = never;
  const others = proposals.filter(({ declaration }) => !('notNull' in declaration));
  if (first === undefined) return others;
  const columns = never.flatMap(({ declaration }) => ('notNull' in declaration ? [declaration.notNull].flat() : []));
  return [{ ...first, declaration: { table: first.declaration.table, notNull: columns } }, ...others];
}
