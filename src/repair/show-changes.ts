import { emptyRecord, rowId, type Change, type ChangeStatus, type RowId } from '../model/index.ts';
import { done, type Deed, type EntityPlan, type PlannedChange } from './planned-change.ts';
import { shown, shownRow, type Kinds } from './stored-value.ts';

/**
 * The changes of an entity as reports show them.
 *
 * @param reason safe to print
 */
export function showEntity(
  { changes, words }: Pick<EntityPlan, 'changes' | 'words'>,
  kinds: Kinds,
  status: ChangeStatus,
  reason: string | null = null,
): readonly Change[] {
  return changes.map((change, index) => showChange(change, words[index] ?? [], kinds[change.table] ?? {}, status, reason));
}

function showChange(
  { check, table, operation, key, before, after }: PlannedChange,
  words: readonly Deed[],
  kinds: Kinds[string],
  status: ChangeStatus,
  reason: string | null,
): Change {
  return {
    check,
    table,
    operation,
    key: shownKey(kinds, key),
    before: before === null ? null : shownRow(kinds, before),
    after: after === null ? null : shownRow(kinds, after),
    status,
    reason,
    words: words.map((deed) => ({ plan: deed, done: done(deed) })),
  };
}

function shownKey(kinds: Kinds[string], key: PlannedChange['key']): Change['key'] {
  const columns = emptyRecord<RowId | null>();
  for (const column in key) {
    const value = shown(key[column] ?? null, kinds[column] ?? 'other');
    columns[column] = typeof value === 'number' ? rowId(value) : value === null ? null : String(value);
  }
  return columns;
}
