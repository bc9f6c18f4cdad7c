/** A 64-bit id: a number while JavaScript holds it exactly, else its decimal digits. */
export type RowId = number | string;

/** Keys that identify what a finding is about, for example `{ questId: 5 }`. */
export type FindingKey = Readonly<Record<string, RowId | readonly RowId[]>>;

/** What should be, or what is: column-like names to plain values. */
export type Evidence = Readonly<Record<string, EvidenceValue>>;
export type EvidenceValue = string | number | boolean | null | Readonly<{ id: string; username: string | null }>;

/** What a finding says should be, and what is. */
export interface Compared {
  readonly expected: Evidence;
  readonly actual: Evidence;
}
