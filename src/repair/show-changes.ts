import { printable, rowId, type Change, type ChangeStatus, type RowId } from '../model/index.ts';
import type { Deed, EntityPlan, PlannedChange } from './planned-change.ts';
import { kindOf, shown, shownRow, type StoredRow } from './stored-value.ts';
import type { Tables } from './tables.ts';

/** The changes of an entity as reports show them. */
export function showEntity(
  { changes, words }: Pick<EntityPlan, 'changes' | 'words'>,
  tables: Tables,
  status: ChangeStatus,
  reason: string | null = null,
): readonly Change[] {
  return changes.map((change, index) => showChange(change, words[index] ?? [], tables, status, reason));
}

function showChange(change: PlannedChange, words: readonly Deed[], tables: Tables, status: ChangeStatus, reason: string | null): Change {
  const { check, table, operation, key, before, after } = change;
  const row = (stored: StoredRow | null): Change['before'] => {
    const schema = tables.get(table);
    return stored === null || schema === undefined ? null : shownRow(schema, stored);
  };
  return {
    check,
    table,
    operation,
    key: Object.fromEntries(Object.entries(key).map(([column, value]) => [column, shownKey(value, column, tables.get(table))])),
    before: row(before),
    after: row(after),
    status,
    reason: reason === null ? null : printable(reason),
    words,
  };
}

function shownKey(value: StoredRow[string], column: string, table: Parameters<typeof kindOf>[0] | undefined): RowId | null {
  const key = table === undefined ? null : shown(value, kindOf(table, column));
  return key === null ? null : typeof key === 'boolean' ? String(key) : typeof key === 'number' ? rowId(key) : key;
}
