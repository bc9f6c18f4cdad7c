import type { KeyRow } from '../row-image.ts';
import { NOW, type WrittenRow, type WrittenValue } from '../write-session.ts';

/** A value as SQL text, escaped by the driver. */
export type Literal = (value: unknown) => string;

/** A name as SQL text. */
export const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Names as SQL text, with commas. */
export const list = (names: readonly string[]): string => names.map(quote).join(', ');

/** A value as SQL text. A number stands without quotes: a quoted text is compared with one by way of a float. */
export function literalOf(literal: Literal, value: WrittenValue | undefined): string {
  if (value === NOW) return 'now(6)';
  return typeof value === 'bigint' ? String(value) : literal(value ?? null);
}

/** Rows as a table of their own, to be joined. */
export function asTable(rows: readonly WrittenRow[], columns: readonly string[], literal: Literal): string {
  const selects = rows.map(
    (row, index) =>
      `select ${columns.map((column) => literalOf(literal, row[column]) + (index === 0 ? ` as ${quote(column)}` : '')).join(', ')}`,
  );
  return `(${selects.join(' union all ')})`;
}

/**
 * The rows `t` of a table that have one of these keys, as they stand after FROM. A key of several columns is joined: MariaDB
 * reads the whole table for a list of pairs of which one is a UUID.
 */
export function rowsWithKeys(table: string, keys: readonly KeyRow[], literal: Literal): string {
  const columns = Object.keys(keys[0] ?? {});
  const [column = '', ...more] = columns;
  return more.length === 0
    ? `${quote(table)} as t where t.${quote(column)} in (${keys.map((key) => literalOf(literal, key[column])).join(', ')})`
    : `${asTable(keys, columns, literal)} as v straight_join ${quote(table)} as t on ${columns.map((name) => `t.${quote(name)} = v.${quote(name)}`).join(' and ')}`;
}
