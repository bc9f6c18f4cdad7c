import { sql } from 'kysely';
import { chunks, nameOfReference, nameOfReferring, type Reference, type RowSource, type TableSchema } from '../database/index.ts';
import { printed } from '../model/index.ts';
import { fromStored, columnKindOf, rowName, toStored, type StoredRow } from './stored-value.ts';

/** Values of one statement: every engine takes that many parameters. */
const PARAMETERS = 500;

/** A row that another one refers to. */
export interface Referred {
  /** Its name among all rows of the database. */
  readonly row: string;
  /** That of the referring row; null where a repair of this database could not have it among its own. */
  readonly by: string | null;
}

/**
 * Which of these rows of a table others refer to by one foreign key. The database matches the two as it does for the reference:
 * where it holds letters of different case to be equal, the referring row may have others.
 *
 * @param referring the referring table, where it is of this schema
 * @param keys of the rows, all of the same columns
 */
export async function referringRows(
  source: RowSource,
  target: TableSchema,
  { table, schema, columns, targets }: Reference,
  referring: TableSchema | undefined,
  keys: readonly StoredRow[],
): Promise<readonly Referred[]> {
  const own = Object.keys(keys[0] ?? {});
  const [narrowing = ''] = own;
  const others = schema === null ? (referring?.key ?? []) : [];
  const selected = [
    ...own.map((part, index) => sql`${sql.ref(`referred.${part}`)} as ${sql.id(`referred${index}`)}`),
    ...others.map((part, index) => sql`${sql.ref(`referring.${part}`)} as ${sql.id(`referring${index}`)}`),
  ];
  const match = targets.map((part, index) => sql`${sql.ref(`referred.${part}`)} = ${sql.ref(`referring.${columns[index] ?? ''}`)}`);
  const read = (row: Awaited<ReturnType<RowSource['all']>>[number], of: TableSchema, parts: readonly string[], prefix: string): string =>
    rowName(of.name, Object.fromEntries(parts.map((part, index) => [part, toStored(row[`${prefix}${index}`], columnKindOf(of, part))])));
  const found: Referred[] = [];
  for (const chunk of chunks(keys, PARAMETERS)) {
    const rows = await source.all(sql`
      select ${sql.join(selected)} from ${sql.id(target.name)} as referred
      join ${schema === null ? sql.id(table) : sql.id(schema, table)} as referring on ${sql.join(match, sql` and `)}
      where ${sql.ref(`referred.${narrowing}`)} in (${sql.join(chunk.map((key) => fromStored(key[narrowing] ?? null)))})`);
    for (const row of rows) {
      found.push({
        row: read(row, target, own, 'referred'),
        by: referring === undefined || others.length === 0 ? null : read(row, referring, others, 'referring'),
      });
    }
  }
  return found;
}

/** Why a row must not go, in words that are safe to print: rows refer to it. */
export const referredTo = (reference: Reference, row: string): string => printed`rows of ${nameOfReferring(reference)} refer to ` + row;

/** Why a row must not go that rows may refer to which nobody can look at. */
export const mayBeReferredTo = (reference: Reference, row: string): string =>
  printed`rows may refer to ` +
  row +
  printed` by the foreign key ${nameOfReference(reference)}, and they cannot be looked at: ${reference.hidden}`;
