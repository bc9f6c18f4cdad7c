import type { Operation } from '../model/index.ts';
import type { JournaledEntity } from './journal.ts';
import type { Deed, EntityPlan, PlannedChange } from './planned-change.ts';
import type { RestingOn } from './standing.ts';

/** An entity's changes taken back. */
export interface UndoEntity extends EntityPlan {
  /** For each change, the hash that the row must still have; null where there must be no row. */
  readonly guards: readonly (string | null)[];
  /** For each change, what rested on the row when the journal was written; null where nothing can. */
  readonly standings: readonly (RestingOn | null)[];
}

const UNDO = 'undo: ';

const INVERSE: Readonly<Record<Operation, Operation>> = { insert: 'delete', update: 'update', delete: 'insert' };

/** The same changes backwards: last first, before and after exchanged. */
export function inverseOf({ id, changes, words }: JournaledEntity): UndoEntity {
  const backwards = changes.map((change, index) => ({ change, deeds: words[index] ?? [] })).reverse();
  return {
    id,
    changes: backwards.map(({ change }) => inverse(change)),
    words: backwards.map(({ deeds }) => deeds.map(undoing)),
    guards: backwards.map(({ change }) => change.digest),
    standings: backwards.map(({ change }) => change.standing ?? null),
    doubtful: 0,
  };
}

/** To undo an undo is to do it again. */
function undoing(deed: Deed): Deed {
  return deed.startsWith(UNDO) ? deed.slice(UNDO.length) : UNDO + deed;
}

/** One change taken back. */
export function inverse({ check, table, operation, key, before, after, byDatabase = [] }: PlannedChange): PlannedChange {
  return { check, table, operation: INVERSE[operation], key, before: after, after: before, byDatabase };
}
