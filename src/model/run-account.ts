import type { Severity } from './finding.ts';
import type { RunPace } from './performance.ts';
import type { RunMode } from './outcome.ts';
import type { Tally } from './run.ts';

/** A run, as the journal and the history tell of it; or a saved plan, which has written nothing yet. */
export interface RunAccount {
  readonly id: string;
  readonly mode: RunMode;
  /** `planned` for a saved plan. */
  readonly state: 'planned' | 'running' | 'finished' | 'interrupted' | 'failed';
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly toolVersion: string;
  /** account@host and process; null for a plan. */
  readonly operator: string | null;
  readonly database: {
    readonly engine: string;
    readonly name: string;
    /** What the history calls it; not there where it has no name. */
    readonly subject?: string;
  };
  /** The run that it took back. */
  readonly undoes: string | null;
  /** The person it was narrowed to. */
  readonly user: string | null;
  /** Issues found before it, by check; null where it is not known. */
  readonly found: Readonly<Record<string, number | null>> | null;
  /** What became of the changes: committed, rolled back, unknown, and so on; those with none are left out. */
  readonly changes: Readonly<Record<string, number>>;
  /** Entities that were left alone or failed; null until it has ended. */
  readonly left: { readonly conflicts: Tally; readonly alreadyDone: Tally; readonly failed: Tally } | null;
  /** What the verifying audit said; null where there was none. */
  readonly verified: { readonly fixed: number; readonly remaining: number; readonly appeared: number } | null;
  /** What the database does by itself when the tables are written, of a plan. */
  readonly hazards: readonly string[];
  /** What a plan leaves as it is although a check finds it. */
  readonly leftOut: readonly string[];
  /** Why it ended early. */
  readonly stoppedBy: string | null;
  /** Why the operator's key does not vouch for it; null where it does, absent where nobody asked. */
  readonly unsigned?: string | null;
  /** What the history tells of it; absent where it was not recorded there. */
  readonly recorded?: {
    readonly exitCode: number;
    readonly durationMs: number;
    /** Findings that count at its end, by severity. */
    readonly findings: Readonly<Record<Severity, number>>;
    readonly acknowledged: number;
    /** Whether it kept numbers only, which findings there were, or all that they say. */
    readonly detail: 'counts' | 'keys' | 'findings';
  };
  /** How fast it was; null where it was not recorded, absent where nobody asked. */
  readonly performance?: RunPace | null;
}
