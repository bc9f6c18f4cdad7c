import { isOwn, type Check } from '../checks/index.ts';
import type { DatabaseRow } from '../database/index.ts';
import { printed, type Finding } from '../model/index.ts';

/** So many columns of a row are told, and so many characters of each. */
const [COLUMNS, LONGEST] = [5, 60];

/**
 * Sees to it that no two rows of an own check have the same key: they would be one finding to acknowledgements and to the history. Give it
 * the rows in the order of their keys, with what they came to.
 *
 * @returns a function that throws an Error naming two such rows
 */
export function sameKeyWatch(check: Check): (findings: readonly Finding[], rows: readonly DatabaseRow[]) => void {
  if (!isOwn(check)) return () => undefined;
  let last: { readonly fingerprint: string; readonly row: DatabaseRow } | null = null;
  return (findings, rows) => {
    for (const [index, { fingerprint, key }] of findings.entries()) {
      const row = rows[index] ?? {};
      if (last?.fingerprint === fingerprint) {
        const named = Object.entries(key).map(([column, value]) => printed`${column} ${String(value)}`);
        const rows = [last.row, row].map((each) => rowInWords(check, each));
        const words = rows.includes(null)
          ? 'is in two rows; select a further column, and name it in "key"'
          : `is ${rows.join(', and ')}; name further columns of the query in "key"`;
        throw new Error(`its "key" does not tell rows apart: ${named.join(', ')} ${words}`);
      }
      last = { fingerprint, row };
    }
  };
}

/** `a row with total 9, note null`; null for one that has nothing besides its key. */
function rowInWords({ orderBy }: Check, row: DatabaseRow): string | null {
  const others = Object.entries(row).filter(([column]) => !orderBy.includes(column));
  const told = others.slice(0, COLUMNS).map(([column, value]) => {
    const text = value instanceof Uint8Array ? `${value.length} bytes` : String(value);
    return printed`${column} ${text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text}`;
  });
  return told.length === 0 ? null : `a row with ${told.join(', ')}`;
}
