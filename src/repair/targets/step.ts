import { emptyRecord, type CheckId, type RowId } from '../../model/index.ts';
import type { Deed, EntityPlan, PlannedChange } from '../planned-change.ts';
import { sameValue, type StoredRow, type StoredValue } from '../stored-value.ts';

/** A change as a target makes it: for a check of the tool. */
export type TargetChange = PlannedChange & { readonly check: CheckId };

/** A change with its words. */
export interface PlannedStep {
  readonly change: TargetChange;
  readonly words: readonly Deed[];
}

/** The plan of an entity that has no doubtful findings. */
export function planOf(id: RowId, steps: readonly PlannedStep[]): EntityPlan {
  return { id, changes: steps.map(({ change }) => change), words: steps.map(({ words }) => words), doubtful: 0 };
}

/** An update of the columns that are to be different; null where none is. */
export function updateOf(
  {
    check,
    table,
    key,
    row,
    wanted,
  }: Pick<TargetChange, 'check' | 'table' | 'key'> & { readonly row: StoredRow; readonly wanted: StoredRow },
  words: readonly Deed[],
): PlannedStep | null {
  const before = emptyRecord<StoredValue>();
  const after = emptyRecord<StoredValue>();
  for (const column in wanted) {
    const [old, value] = [row[column] ?? null, wanted[column] ?? null];
    if (sameValue(old, value)) continue;
    before[column] = old;
    after[column] = value;
  }
  if (Object.keys(after).length === 0) return null;
  return { change: { check, table, operation: 'update', key, before, after }, words };
}
