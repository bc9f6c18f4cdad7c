import { DIGEST, type DatabaseRow, type RowSource, type TableSchema } from '../database/index.ts';
import { emptyRecord } from '../model/index.ts';
import type { PlannedChange } from './planned-change.ts';
import { rowName, toStored, type StoredRow } from './stored-value.ts';
import { tableFactsOf } from './table-facts.ts';
import { keyRow } from './write-changes.ts';

/** A row as it is now. */
export interface RowImage {
  readonly row: StoredRow;
  /** Hash over all its columns. */
  readonly digest: string;
}

/** Rows by {@link rowName}. */
export type RowImages = ReadonlyMap<string, RowImage>;

/** Which columns of a changed row to look at. */
export type ColumnChoice = (change: PlannedChange, table: TableSchema) => readonly string[];

/** How to look at rows: which columns, found by which key, held or not. */
export interface Look {
  readonly columns: ColumnChoice;
  /** The columns of `after` that find a row whose key only the write makes; by table. */
  readonly naturalKeys: Readonly<Record<string, readonly string[]>>;
  readonly lock: boolean;
}

/** The values that find the row of a change: its key, or what stands in its natural key. */
export function findingKey(change: PlannedChange, naturalKeys: Look['naturalKeys']): StoredRow {
  const natural = naturalKeys[change.table];
  const isNew = change.operation === 'insert' && natural !== undefined;
  return isNew ? pick(change.after ?? {}, natural) : change.key;
}

/** Some columns of a row, in this order. */
export function pick(row: StoredRow, columns: readonly string[]): StoredRow {
  const picked = emptyRecord<StoredRow[string]>();
  for (const column of columns) picked[column] = row[column] ?? null;
  return picked;
}

/** The rows of these changes as they are now, a statement for each table and kind of key; rows that are not there are left out. */
export async function imagesOf(
  source: RowSource,
  tables: ReadonlyMap<string, TableSchema>,
  changes: readonly PlannedChange[],
  { columns, naturalKeys, lock }: Look,
): Promise<RowImages> {
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const table = tables.get(change.table);
    if (table === undefined) continue;
    const key = findingKey(change, naturalKeys);
    const shape = `${change.table} ${Object.keys(key).join(' ')}`;
    let group = groups.get(shape);
    if (group === undefined) {
      group = { table, keys: new Map(), columns: new Set() };
      groups.set(shape, group);
    }
    group.keys.set(rowName(change.table, key), key);
    for (const column of columns(change, table)) group.columns.add(column);
  }
  const images = new Map<string, RowImage>();
  for (const { table, keys, columns: wanted } of groups.values()) {
    const by = Object.keys([...keys.values()][0] ?? {});
    const rows = await source.images({
      table,
      columns: [...new Set([...by, ...wanted])],
      keys: [...keys.values()].map(keyRow),
      digestColumns: tableFactsOf(table).names,
      lock,
    });
    for (const row of rows) {
      const image = storedRow(table, row);
      images.set(rowName(table.name, pick(image, by)), { row: image, digest: String(row[DIGEST]) });
    }
  }
  return images;
}

/** Rows of one table that are found by the same columns. */
interface Group {
  readonly table: TableSchema;
  readonly keys: Map<string, StoredRow>;
  readonly columns: Set<string>;
}

function storedRow(table: TableSchema, row: DatabaseRow): StoredRow {
  const { kinds } = tableFactsOf(table);
  const stored = emptyRecord<StoredRow[string]>();
  for (const column in row) {
    if (column !== DIGEST) stored[column] = toStored(row[column], kinds.get(column) ?? 'other');
  }
  return stored;
}
