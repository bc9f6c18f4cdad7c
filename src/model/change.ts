import type { RowId } from './evidence.ts';

/** What happens to one row. */
export type Operation = 'insert' | 'update' | 'delete';

/** A column's value as reports show it: times ISO 8601 UTC, UUIDs hyphenated, 64-bit ids exact (SPEC section 5). */
export type ShownValue = string | number | boolean | null;
/** Columns by the database's own names. */
export type ShownRow = Readonly<Record<string, ShownValue>>;

/** What became of a change. */
export type ChangeStatus = 'planned' | 'applied' | 'skipped' | 'failed';

/** One row inserted, updated or deleted, with its columns before and after. */
export interface Change {
  /** The check whose finding the change mends; where several want the same row different, the first of them. */
  readonly check: string;
  readonly table: string;
  readonly operation: Operation;
  /** The row's key columns; null where only the write makes it. */
  readonly key: Readonly<Record<string, RowId | null>>;
  /** The columns that change, as they were; null for an insert. */
  readonly before: ShownRow | null;
  /** The same columns afterwards; null for a delete. A value that only the write makes (a new id, now) is null in a plan. */
  readonly after: ShownRow | null;
  readonly status: ChangeStatus;
  /** Why it was skipped or failed. */
  readonly reason: string | null;
  /** The change in words, safe to print: what it does ("create participant for ann …") and did ("Created participant for ann …"). */
  readonly words: readonly { readonly plan: string; readonly done: string }[];
}
