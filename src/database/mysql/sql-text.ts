import type { KeyRow } from '../row-image.ts';
import type { TableSchema } from '../table-schema.ts';
import { NOW, type WrittenValue } from '../write-session.ts';

/** A value as SQL text, escaped by the driver. */
export type Literal = (value: unknown) => string;

/** Digits that stand without quotes: a quoted text is compared with a number by way of a float. */
const NUMERIC = /^-?\d+$/;

/** A name as SQL text. */
export const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Names as SQL text, with commas. */
export const list = (names: readonly string[]): string => names.map(quote).join(', ');

/** A value of a column as SQL text. */
export function literalOf(literal: Literal, table: TableSchema, column: string, value: WrittenValue | undefined): string {
  if (value === NOW) return 'now(6)';
  const kind = table.columns.find(({ name }) => name === column)?.kind;
  if (kind === 'integer' && typeof value === 'string' && NUMERIC.test(value)) return value;
  return literal(typeof value === 'bigint' ? String(value) : (value ?? null));
}

/** The condition that a row has one of these keys. */
export function among(table: TableSchema, keys: readonly KeyRow[], literal: Literal): string {
  const columns = Object.keys(keys[0] ?? {});
  const rows = keys.map((key) => `(${columns.map((column) => literalOf(literal, table, column, key[column])).join(', ')})`);
  return `(${list(columns)}) in (${rows.join(', ')})`;
}
