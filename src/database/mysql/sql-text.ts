import type { KeyRow } from '../row-image.ts';
import { NOW, type WrittenValue } from '../write-session.ts';

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

/** The condition that a row has one of these keys. */
export function among(keys: readonly KeyRow[], literal: Literal): string {
  const columns = Object.keys(keys[0] ?? {});
  const rows = keys.map((key) => `(${columns.map((column) => literalOf(literal, key[column])).join(', ')})`);
  return `(${list(columns)}) in (${rows.join(', ')})`;
}
