import type { ColumnKind, DatabaseValue, TableSchema } from '../database/index.ts';
import { boolean, emptyRecord, instant, isWholeNumber, rowId, uuid, type RowId, type ShownRow, type ShownValue } from '../model/index.ts';
import { tableFactsOf } from './table-facts.ts';

/**
 * A column's value as a plan and the journal keep it: exact, and JSON. Texts, times and UUIDs are kept as the database
 * prints them, so that an undo restores them byte for byte.
 */
export type StoredValue =
  | string
  | number
  | boolean
  | null
  | { readonly $int: string }
  | { readonly $real: string }
  | { readonly $hex: string }
  /** Only the write makes it: the clock, or an id that the database chooses. */
  | { readonly $made: 'now' | 'id' };

/** Columns by the database's own names. */
export type StoredRow = Readonly<Record<string, StoredValue>>;

/** The clock of the database at the time of the write. */
export const MADE_NOW: StoredValue = { $made: 'now' };
/** An id that the database chooses. */
export const MADE_ID: StoredValue = { $made: 'id' };

/** Whether only the write makes the value. */
export function isMade(value: StoredValue | undefined): boolean {
  return typeof value === 'object' && value !== null && '$made' in value;
}

/** Whether the value is the clock of the database. */
export function isNow(value: StoredValue): boolean {
  return typeof value === 'object' && value !== null && '$made' in value && value.$made === 'now';
}

/**
 * A value as a driver reads it, to keep. Integers become the same whatever the driver calls them. SQLite may hold any value in any
 * column: a text, or a number with a fraction, stays what it is.
 */
export function toStored(value: DatabaseValue | undefined, kind: ColumnKind): StoredValue {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return { $hex: Buffer.from(value).toString('hex') };
  if (typeof value === 'bigint' || ((kind === 'integer' || kind === 'boolean') && isWhole(value))) return storedId(rowId(value));
  return typeof value === 'number' ? { $real: Object.is(value, -0) ? '-0' : String(value) } : value;
}

/** A number of a driver that has only numbers with a fraction for what it cannot hold exactly is none; nor is a negative zero. */
function isWhole(value: Exclude<DatabaseValue, null | Uint8Array>): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  return typeof value === 'string' && isWholeNumber(value);
}

/** A row's id, to keep. */
export function storedId(id: RowId): StoredValue {
  return typeof id === 'number' ? id : { $int: id };
}

/** A kept value as a driver takes it. */
export function fromStored(value: StoredValue): DatabaseValue {
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? BigInt(value) : value;
  if ('$int' in value) return BigInt(value.$int);
  if ('$real' in value) return Number(value.$real);
  if ('$hex' in value) return Buffer.from(value.$hex, 'hex');
  throw new Error('A value that only the write makes cannot be written.');
}

/** A kept value as reports show it. */
export function shown(value: StoredValue, kind: string): ShownValue {
  if (value === null || isMade(value)) return null;
  if (typeof value === 'object') {
    if ('$int' in value) return value.$int;
    // JSON has no word for infinity.
    if ('$real' in value) return Number.isFinite(Number(value.$real)) ? Number(value.$real) : value.$real;
    return '$hex' in value ? `0x${value.$hex}` : null;
  }
  if (kind === 'uuid') return uuid(value);
  if (kind === 'instant') return instant(value);
  return kind === 'boolean' && [true, false, 0, 1].includes(value as number) ? boolean(value) : value;
}

/** The kind of a column; `other` for one that the schema does not have. */
export function columnKindOf(table: TableSchema, column: string): ColumnKind {
  return tableFactsOf(table).kinds.get(column) ?? 'other';
}

/**
 * What the columns of the tables hold, a {@link ColumnKind} each: with it, kept values can be shown without a database at hand. A kind that
 * only another version knows counts as `other`.
 */
export type Kinds = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The kinds of all columns of these tables. */
export function kindsOf(tables: Iterable<TableSchema>): Kinds {
  return Object.fromEntries(
    [...tables].map((table) => [table.name, Object.fromEntries(table.columns.map(({ name, kind }) => [name, kind]))]),
  );
}

/** A row as reports show it. */
export function shownRow(kinds: Kinds[string], row: StoredRow): ShownRow {
  const columns = emptyRecord<ShownValue>();
  for (const column in row) columns[column] = shown(row[column] ?? null, kinds[column] ?? 'other');
  return columns;
}

/** The name of a row among all rows of a database. */
export function rowName(table: string, key: StoredRow): string {
  let name = table;
  for (const column in key) {
    const value = key[column];
    name += typeof value === 'object' ? ` ${JSON.stringify(value)}` : typeof value === 'string' ? ` '${value}'` : ` ${value}`;
  }
  return name;
}

/** Whether two kept values are the same. */
export function sameValue(one: StoredValue | undefined, other: StoredValue | undefined): boolean {
  return one === other || (typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other));
}
