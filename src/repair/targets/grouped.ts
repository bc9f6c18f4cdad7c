import type { DatabaseRow } from '../../database/index.ts';

/** What is made of rows, in groups by a key. */
export function grouped<Key, T>(
  rows: readonly DatabaseRow[],
  keyOf: (row: DatabaseRow) => Key,
  make: (row: DatabaseRow) => T,
): ReadonlyMap<Key, readonly T[]> {
  const groups = new Map<Key, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [make(row)]);
    else group.push(make(row));
  }
  return groups;
}
