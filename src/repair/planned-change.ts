import type { Operation, RowId } from '../model/index.ts';
import type { StoredRow } from './stored-value.ts';

/** One row that is to be, or was, inserted, updated or deleted. */
export interface PlannedChange {
  /** The check whose finding the change mends. */
  readonly check: string;
  readonly table: string;
  readonly operation: Operation;
  readonly key: StoredRow;
  /** The columns that change, as they were; the whole row for a delete; null for an insert. */
  readonly before: StoredRow | null;
  /** The same columns afterwards; the whole row for an insert; null for a delete. */
  readonly after: StoredRow | null;
}

/** A change in words, safe to print. */
export interface Deed {
  /** For "Would …": `create participant for ann in quest "Map the harbour"`. */
  readonly plan: string;
  /** `Created participant for ann in quest "Map the harbour"`. */
  readonly done: string;
}

/** All changes of one entity: they are made in one transaction, or not at all. */
export interface EntityPlan {
  /** Key of the entity among those of its target. */
  readonly id: RowId;
  readonly changes: readonly PlannedChange[];
  /** For each change, what it does in words; they name people and titles and are no part of what is compared. */
  readonly words: readonly (readonly Deed[])[];
  /** Findings that are mended although they may be no fault (SPEC 4.1, `possibly-left`). */
  readonly doubtful: number;
}

/** Whether two plans of one entity are the same: same rows, same columns, same values, in the same order. */
export function samePlan(one: EntityPlan, other: EntityPlan): boolean {
  return JSON.stringify(one.changes) === JSON.stringify(other.changes);
}
