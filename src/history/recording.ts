import type { Outcome, RunMode, Severity } from '../model/index.ts';
import type { Extent } from './history-tables.ts';
import type { MetFindings } from './met-findings.ts';

/** What a run made of one check. */
export interface RecordedLook {
  readonly check: string;
  readonly part: 0 | 1;
  readonly outcome: Outcome;
  readonly severity: Severity;
  readonly count: number | null;
  readonly acknowledged: number;
  readonly durationMs: number;
  readonly examined: number | null;
  /** When it began: ISO 8601 UTC. A look that began before one that is recorded already changes no episode. */
  readonly lookedAt: string;
  /** How much of what the check finds was met. */
  readonly extent: Extent;
}

/** A run, as it is to be kept. */
export interface Recording {
  readonly id: string;
  /** What the history is about. */
  readonly subject: string;
  /** What it was about before it had a name: that history goes on under the name. */
  readonly identity: string;
  readonly mode: RunMode;
  readonly state: 'finished' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly toolVersion: string;
  readonly operator: string;
  readonly database: { readonly engine: string; readonly name: string };
  readonly user: { readonly hash: number; readonly username: string | null } | null;
  readonly detail: 'counts' | 'keys' | 'findings';
  /** What decides what the checks find, by its hash. */
  readonly settings: string;
  readonly exitCode: number;
  /** Findings that count at the end. */
  readonly findings: Readonly<Record<Severity, number>>;
  readonly acknowledged: number;
  readonly changes: number;
  readonly fixed: number | null;
  /** What the checks stand for: kept once for all runs of which it is the same. */
  readonly rules: unknown;
  /** What else the run says of itself. */
  readonly data: unknown;
  readonly looks: readonly RecordedLook[];
  readonly met: MetFindings;
  /** By check, the number of the run whose findings the run compared its own with. */
  readonly comparedWith: ReadonlyMap<string, number>;
  /** What it told besides, in pieces. */
  readonly log: Iterable<unknown>;
}
