import type { Change } from './change.ts';
import type { RowId } from './evidence.ts';
import type { Finding } from './finding.ts';
import type { Line } from './line.ts';
import type { Rule } from './run.ts';

/** Something that happened to a row, or how a row is whose times say nothing. */
export interface TimelineEntry {
  /** ISO 8601 UTC; null where the row has no time that is one. */
  readonly at: string | null;
  readonly table: string;
  /** The row's id. */
  readonly key: RowId;
  /** What happened, and of the last event of a row how it is now. */
  readonly what: Line;
  /** Whether the finding rests on it. */
  readonly isDecisive: boolean;
}

/** A table that was looked at for a timeline. */
export interface SeenTable {
  readonly table: string;
  /** Rows of it that the timeline tells of: none were there where it is 0. */
  readonly rows: number;
  /** Whether there are more, older ones. */
  readonly more: boolean;
  /** Whether the finding rests on there being none. */
  readonly isDecisive: boolean;
}

/** What could not be looked at. */
export interface UnseenTable {
  readonly table: string;
  readonly reason: string;
}

/** What led to a finding: every event of the rows that belong to what its keys name, in the order of time. */
export interface Timeline {
  readonly entries: readonly TimelineEntry[];
  readonly seen: readonly SeenTable[];
  readonly notSeen: readonly UnseenTable[];
}

/** What a repair of the finding's check would do to the record at hand. */
export interface ExplainedRepair {
  /** As a preview shows them; none where a person has to decide. */
  readonly changes: readonly Change[];
  /** Findings of a record that are left as they are, what the database does by itself, and what is doubtful: a sentence each. */
  readonly notes: readonly string[];
  /** Why no repair can be planned; null where one can, and where none is to be. */
  readonly refusal: string | null;
}

/** One finding, explained: plain data. */
export interface Explanation {
  readonly toolVersion: string;
  readonly database: { readonly engine: string; readonly name: string };
  /** What is to be known of the run. */
  readonly warnings: readonly string[];
  readonly finding: Finding;
  readonly rule: Rule;
  readonly timeline: Timeline;
  readonly repair: ExplainedRepair;
  /** The SELECT that gives the finding's row, for the shell of this engine; null for a finding that is about no row. */
  readonly sql: string | null;
}
