import type { MetFindings } from './met-findings.ts';
import type { Look, RunFacts } from './recorded-runs.ts';

/** What a run made of one check, as it is to be kept. */
export interface RecordedLook extends Look {
  /** When it began: ISO 8601 UTC. A look that began before one that is recorded already changes no episode. */
  readonly lookedAt: string;
}

/** A run, as it is to be kept. */
export interface Recording extends RunFacts {
  /** What the history is about. */
  readonly subject: string;
  /** What it was about before it had a name: that history goes on under the name. */
  readonly identity: string;
  readonly user: { readonly hash: number; readonly username: string | null } | null;
  /** What decides what the checks find, by its hash. */
  readonly settings: string;
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
