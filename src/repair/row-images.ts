import { DIGEST, type DatabaseRow, type RowSource, type TableSchema } from '../database/index.ts';
import type { PlannedChange } from './planned-change.ts';
import { kindOf, toStored, type StoredRow } from './stored-value.ts';
import { keyRow } from './write-changes.ts';

/** A row as it is now. */
export interface RowImage {
  readonly row: StoredRow;
  /** Hash over all its columns. */
  readonly digest: string;
}

/** Rows by {@link rowName}. */
export type RowImages = ReadonlyMap<string, RowImage>;

/** The name of a row among all rows of a database. */
export function rowName(table: string, key: StoredRow): string {
  return `${table} ${JSON.stringify(Object.values(key))}`;
}

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
  return isNew ? Object.fromEntries(natural.map((column) => [column, change.after?.[column] ?? null])) : change.key;
}

/** The rows of these changes as they are now, a statement for each table and kind of key; rows that are not there are left out. */
export async function imagesOf(
  source: RowSource,
  tables: ReadonlyMap<string, TableSchema>,
  changes: readonly PlannedChange[],
  { columns, naturalKeys, lock }: Look,
): Promise<RowImages> {
  const groups = new Map<string, { table: TableSchema; keys: Map<string, StoredRow>; columns: Set<string> }>();
  for (const change of changes) {
    const table = tables.get(change.table);
    if (table === undefined) continue;
    const key = findingKey(change, naturalKeys);
    const shape = `${change.table} ${Object.keys(key).join(' ')}`;
    const group = groups.get(shape) ?? { table, keys: new Map(), columns: new Set() };
    groups.set(shape, group);
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
      digestColumns: table.columns.map(({ name }) => name),
      lock,
    });
    for (const row of rows) {
      const image = storedRow(table, row);
      images.set(rowName(table.name, Object.fromEntries(by.map((column) => [column, image[column] ?? null]))), {
        row: image,
        digest: String(row[DIGEST]),
      });
    }
  }
  return images;
}

function storedRow(table: TableSchema, row: DatabaseRow): StoredRow {
  const stored: Record<string, StoredRow[string]> = {};
  for (const [column, value] of Object.entries(row)) {
    if (column !== DIGEST) stored[column] = toStored(value, kindOf(table, column));
  }
  return stored;
}
