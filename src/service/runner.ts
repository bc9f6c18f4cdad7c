import type { AuditRequest } from '../audit/index.ts';
import { AuditToolError } from '../errors.ts';
import type { FailOn, Outcome } from '../model/index.ts';

/** A run that somebody wishes for: plain data. */
export interface RunWish {
  readonly kind: 'audit' | 'backup' | 'plan' | 'apply' | 'undo-preview' | 'undo';
  /** Its name in the configuration; null for the one that has none. */
  readonly database: string | null;
  /** What the run is to do otherwise than the configuration says. */
  readonly request: AuditRequest;
  /** What the history keeps of it: counts, or each finding. */
  readonly findings: 'counts' | 'all';
  /** The file of a plan: to be written by a `plan`, read by an `apply`. */
  readonly plan?: string;
  /** The run that an undo takes back. */
  readonly run?: string;
  readonly maxChanges?: number;
  /** Leave out what may be no fault. */
  readonly certainOnly?: boolean;
  /** Replace gold balances that differ from the sum of the transactions. */
  readonly balances?: boolean;
  /** From which severity findings make the exit code 1; as the configuration says unless given. */
  readonly failOn?: FailOn;
  /** The id of the run; a new one unless given. The history takes none twice. */
  readonly id?: string;
  /** Files for reports, by their form: for jobs of the configuration. */
  readonly report?: Readonly<Record<string, string>>;
  /** Who wishes it: `job:NAME`, or a person's account; the journal and the history name it. */
  readonly operator: string;
}

/** What is told of a run while it goes on: counts, and nothing from a database but that. */
export type ProgressEvent =
  | { readonly type: 'run-started'; readonly run: string; readonly checks: number }
  | { readonly type: 'check-started'; readonly check: string; readonly index: number }
  | {
      readonly type: 'check-finished';
      readonly check: string;
      readonly outcome: Outcome;
      readonly count: number | null;
      readonly acknowledged: number;
    }
  | { readonly type: 'plan-made'; readonly entities: number | null; readonly changes: number }
  /** So many changes are made, or shown, since the event before. */
  | { readonly type: 'changes'; readonly count: number }
  | { readonly type: 'verification-started' }
  | { readonly type: 'run-finished'; readonly run: string; readonly issues: number; readonly exitCode: number }
  | { readonly type: 'run-failed'; readonly code: string | null; readonly sentence: string };

/** What a run came to. */
export interface RunEnding {
  /** The run in the history; null where it is not there. */
  readonly run: string | null;
  readonly exitCode: number;
  /** One sentence, where it failed. */
  readonly error: string | null;
  /** The sum of what it found, as the text report says it; null where it came to none. */
  readonly sum: string | null;
}

/** A run that waits for its turn, or goes on. */
export interface StartedRun {
  /** The id of the run, under which the history has it once it has ended. */
  readonly ticket: string;
  readonly wish: RunWish;
  /** Tells a listener what has happened so far and what happens from now on; returns what ends that. */
  events(listener: (event: ProgressEvent) => void): () => void;
  /** Never rejects. */
  readonly done: Promise<RunEnding>;
  /** Asks it to end: an audit at once, a repair after its transaction. */
  stop(): void;
}

/** Runs what is wished for, each in a thread of its own. */
export interface Runner {
  /** Whether it has been stopped: nothing is started any more. */
  readonly isStopped: boolean;
  /**
   * Starts a run, or lets it wait for the one before it on the same database.
   *
   * @throws BusyError where three wait already, and for a repair while another one is under way
   */
  start(wish: RunWish): StartedRun;
  /** What runs or waits on a database, in order. */
  running(database: string | null): readonly StartedRun[];
  /** Ends all: audits at once, a repair after its transaction. Nothing is started any more. */
  stop(): Promise<void>;
}

/** A run cannot begin now: others are before it. */
export class BusyError extends AuditToolError {}
