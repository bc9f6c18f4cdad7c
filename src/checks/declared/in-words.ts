/** Columns as one reads them: `a`, `a and b`, `a, b and c`. */
export function inWords(columns: readonly string[]): string {
  return columns.length < 2 ? columns.join() : `${columns.slice(0, -1).join(', ')} and ${columns.at(-1) ?? ''}`;
}
