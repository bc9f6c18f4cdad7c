import { sentenceOf, type Finding } from '../../api/finding.ts';
import type { RunSummary } from '../../api/types.ts';

/** What may have become of a finding, in the order in which it is read. */
export const DIFFERENCES = ['new', 'returned', 'resolved', 'changed'] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** A run as a comparison names it. */
export type ComparedRun = Pick<RunSummary, 'id' | 'mode' | 'startedAt'>;

/** `compare --format json`, with counts. */
export interface Comparison {
  readonly earlier: ComparedRun;
  readonly later: ComparedRun;
  readonly compared: readonly string[];
  readonly notCompared: readonly string[];
  readonly still: number;
  readonly counts: Readonly<Record<Difference, number>>;
  readonly findings: readonly {
    readonly what: Difference;
    readonly check: string;
    readonly fingerprint: string;
    readonly before: Finding | null;
    readonly after: Finding | null;
  }[];
}

/** Members of the evidence that are others than before, each with what it was and is. */
export function changedMembers(before: Finding | null, after: Finding | null): readonly string[] {
  const [was, is] = [before, after].map((finding) => ({ ...finding?.expected, ...finding?.actual }));
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
  return Object.keys({ ...was, ...is })
    .filter((member) => text(was?.[member]) !== text(is?.[member]))
    .map((member) => `${member}: ${text(was?.[member])} → ${text(is?.[member])}`);
}

/** What a finding is called: as the run has it that says more of it than which it is, the later before the earlier. */
export function nameOf({ fingerprint, before, after }: Comparison['findings'][number]): string {
  const told = [after, before].find((one) => one?.sentence !== undefined) ?? after ?? before;
  return told === null ? fingerprint.slice(0, 8) : sentenceOf(told);
}
