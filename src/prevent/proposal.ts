import type { CheckedReference } from '../checks/index.ts';
import type { ConstraintSpec } from '../database/index.ts';
import type { CheckId } from '../model/index.ts';

/** A constraint that would make a kind of finding impossible. */
export interface Proposal {
  /** The check whose findings it forbids, and that lists what is in its way. */
  readonly check: CheckId;
  /** The checks that list what is in its way, where that is more than the one. */
  readonly listedBy?: readonly CheckId[];
  /** What it demands, in words. */
  readonly demand: string;
  readonly spec: ConstraintSpec;
  /** Columns that the table must have for it. */
  readonly columns: readonly string[];
  /** The condition in Django's words, for a CHECK. */
  readonly django: string | null;
  /** For a foreign key: the reference, which the database may have declared. */
  readonly reference?: CheckedReference;
}

/** A name for a constraint of ours: what an earlier run made is known again by it. */
export function constraintName(table: string, what: string): string {
  return `pqa_${table}_${what}`;
}
