import { sql } from 'kysely';
import { floorDivide, type ReadSession, type TableSchema } from '../../database/index.ts';
import { timesOf } from '../times-of.ts';

/** So many keys are one range. */
export const RANGE = 10_000;

/** The rows of a range of keys: how many, and their checksum. */
export interface RowRange {
  readonly rows: number;
  readonly sum: string;
}

/**
 * The rows of a table in which nothing has happened since a time, by ranges of the key: by 0 alone where the key is no number. One statement,
 * and one row for each range.
 *
 * @param columns what is compared of a row
 */
export async function rowRanges(
  session: ReadSession,
  schema: TableSchema,
  columns: readonly string[],
  until: string,
): Promise<ReadonlyMap<string, RowRange>> {
  const [key, ...others] = schema.key;
  const isNumber = others.length === 0 && schema.columns.some(({ name, kind }) => name === key && kind === 'integer');
  const range = key !== undefined && isNumber ? floorDivide(sql.id(key), RANGE) : sql.lit(0);
  // As a database without time zones holds it; the sessions of the others are in UTC.
  const at = until.replace('T', ' ').replace('Z', '');
  const isOlder = timesOf(schema).map((name) => sql`(${sql.id(name)} is null or ${sql.id(name)} <= ${at})`);
  const rows = await session.all(
    sql`select part, count(*) as n, ${session.capabilities.rowSum(columns.map((name) => sql.id(name)))} as s
        from (select ${range} as part, ${sql.join(columns.map((name) => sql.id(name)))} from ${sql.id(schema.name)} where ${sql.join(isOlder, sql` and `)}) as older
        group by part`,
  );
  // What divides may write a whole number with zeros behind a point.
  return new Map(rows.map((row) => [String(row['part']).replace(/\..*/, ''), { rows: Number(row['n']), sum: String(row['s']) }]));
}
