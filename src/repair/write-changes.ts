import { NOW, type KeyRow, type TableSchema, type WriteSession, type WrittenRow } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import { emptyRecord } from '../model/index.ts';
import type { PlannedChange } from './planned-change.ts';
import { fromStored, isMade, isNow, rowName, type StoredRow } from './stored-value.ts';

/** Rows come before what refers to them, and go after it. */
const RANK = { insert: 0, update: 1, delete: 2 } as const;

/**
 * Writes changes of many entities in as few statements as their shapes allow, and checks that each met its row.
 *
 * @throws DatabaseError when the database refuses, or a row was not there
 */
export async function writeChanges(
  session: WriteSession,
  tables: ReadonlyMap<string, TableSchema>,
  changes: readonly PlannedChange[],
): Promise<void> {
  for (const group of byShape(onePerRow(changes))) {
    const [first] = group;
    const table = first === undefined ? undefined : tables.get(first.table);
    if (first === undefined || table === undefined) continue;
    const written = await writeGroup(session, table, first.operation, group);
    if (written !== group.length) {
      throw new DatabaseError(
        'ROWS_MISSED',
        `${group.length} rows of ${table.name} were to be written (${first.operation}), and ${written} were: a trigger or rule is in the way`,
      );
    }
  }
}

function writeGroup(
  session: WriteSession,
  table: TableSchema,
  operation: PlannedChange['operation'],
  group: readonly PlannedChange[],
): Promise<number> {
  switch (operation) {
    case 'insert':
      return session.insert(
        table,
        group.map(({ after }) => written(after ?? {})),
      );
    case 'update':
      return session.update(
        table,
        group.map(({ key, after }) => ({ key: keyRow(key), values: written(after ?? {}) })),
      );
    case 'delete':
      return session.delete(
        table,
        group.map(({ key }) => keyRow(key)),
      );
  }
}

/**
 * Updates of one row together: PostgreSQL looks at all references of a row that a transaction writes twice, and would
 * refuse it for one that was broken long before and is not touched.
 */
function onePerRow(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  const rows = new Map<string, PlannedChange>();
  return [
    ...changes.filter((change) => {
      if (change.operation !== 'update') return true;
      const name = rowName(change.table, change.key);
      const other = rows.get(name);
      rows.set(name, other === undefined ? change : { ...other, after: { ...other.after, ...change.after } });
      return false;
    }),
    ...rows.values(),
  ];
}

/** Changes of one table, operation and set of columns together, in an order that respects references. */
function byShape(changes: readonly PlannedChange[]): readonly (readonly PlannedChange[])[] {
  const groups = new Map<string, PlannedChange[]>();
  for (const change of changes) {
    let shape = `${RANK[change.operation]} ${change.table}`;
    for (const column in change.after) shape += isMade(change.after[column]) ? ` ${column}*` : ` ${column}`;
    const group = groups.get(shape);
    if (group === undefined) groups.set(shape, [change]);
    else group.push(change);
  }
  return [...groups.values()].sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf([first]: readonly PlannedChange[]): number {
  return first === undefined ? 0 : RANK[first.operation];
}

/** A kept key as the driver takes it. */
export function keyRow(key: StoredRow): KeyRow {
  const row = emptyRecord<KeyRow[string]>();
  for (const column in key) row[column] = fromStored(key[column] ?? null);
  return row;
}

/** Kept values as the driver takes them; an id that the database chooses is left out. */
function written(row: StoredRow): WrittenRow {
  const values = emptyRecord<WrittenRow[string]>();
  for (const column in row) {
    const value = row[column] ?? null;
    if (isMade(value)) {
      if (isNow(value)) values[column] = NOW;
    } else values[column] = fromStored(value);
  }
  return values;
}
