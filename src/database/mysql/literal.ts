/**
 * A value as SQL text that means the same in every SQL mode and every character set that has ASCII in it, as nothing in it is escaped:
 * a text of plain characters stands between quotes, any other as hex digits. Where a server takes bytes for another character set, as
 * Shift JIS, GBK and Big5, an escape can be half of a character; where it takes backslashes as they are, it is none.
 *
 * @throws TypeError for what is no value of a column
 */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  switch (typeof value) {
    case 'string':
      return PLAIN.test(value) ? `'${value}'` : `_utf8mb4 x'${Buffer.from(value).toString('hex')}'`;
    case 'number':
      if (!Number.isFinite(value)) break;
      return String(value);
    case 'bigint':
    case 'boolean':
      return String(value);
  }
  if (value instanceof Uint8Array) return `x'${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}'`;
  throw new TypeError('Only texts, finite numbers, booleans, bytes and null are values of SQL.');
}

/** Printable ASCII and line ends, but for the quote and the backslash. */
const PLAIN = /^[\n !"#$%&(-[\]-~]*$/;

/** Values as SQL text, with commas, as they stand behind IN: null, which nothing equals, where there are none. */
export const literals = (values: readonly unknown[]): string => (values.length === 0 ? 'null' : values.map(literal).join(', '));
