import type { RowId } from '../model/index.ts';
import type { Deed, PlannedChange } from './planned-change.ts';

/** One change as it was really made. */
export interface JournaledChange extends PlannedChange {
  /** Hash over the whole row after the transaction: any later change of it shows. Null for a row that was deleted. */
  readonly digest: string | null;
}

/** One entity's changes as they were really made, in one transaction. */
export interface JournaledEntity {
  readonly id: RowId;
  readonly changes: readonly JournaledChange[];
  readonly words: readonly (readonly Deed[])[];
}

/** What the store keeps of one transaction. */
export function toPayload(entities: readonly JournaledEntity[]): string {
  return JSON.stringify(entities);
}

/** The entities of one transaction. */
export function fromPayload(payload: string): readonly JournaledEntity[] {
  return JSON.parse(payload) as readonly JournaledEntity[];
}
