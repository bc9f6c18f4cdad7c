import type { KeyRow } from '../row-image.ts';
import { NOW, type WrittenRow, type WrittenValue } from '../write-session.ts';
import { literal } from './literal.ts';

/** A name as SQL text. */
export const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;

/** Names as SQL text, with commas. */
export const list = (names: readonly string[]): string => names.map(quote).join(', ');

/** A value as SQL text. A number stands without quotes: a quoted text is compared with one by way of a float. */
export const literalOf = (value: WrittenValue | undefined): string => (value === NOW ? 'now(6)' : literal(value));

/** In a table of values texts of both forms of a literal stand in one column, which has the collation of casts. */
const inColumn = (text: string): string => (text.startsWith('_') ? `${text} collate utf8mb4_general_ci` : text);

/** Rows as a table of their own, to be joined. */
export function asTable(rows: readonly WrittenRow[], columns: readonly string[]): string {
  const selects = rows.map(
    (row, index) =>
      `select ${columns.map((column) => inColumn(literalOf(row[column])) + (index === 0 ? ` as ${quote(column)}` : '')).join(', ')}`,
  );
  return `(${selects.join(' union all ')})`;
}

/**
 * The rows `t` of a table that have one of these keys, as they stand after FROM. A key of several columns is joined: MariaDB
 * reads the whole table for a list of pairs of which one is a UUID.
 */
export function rowsWithKeys(table: string, keys: readonly KeyRow[]): string {
  const columns = Object.keys(keys[0] ?? {});
  const [column = '', ...more] = columns;
  return more.length === 0
    ? `${quote(table)} as t where t.${quote(column)} in (${keys.map((key) => literalOf(key[column])).join(', ')})`
    : `${asTable(keys, columns)} as v straight_join ${quote(table)} as t on ${columns.map((name) => `t.${quote(name)} = v.${quote(name)}`).join(' and ')}`;
}
