import type { Outcome, Severity, TrendPoint } from '../../../src/model/index.ts';

/** Who has signed in. */
export interface Session {
  readonly name: string;
  readonly role: Role;
  readonly by: 'session' | 'token' | 'proxy';
  readonly databases: readonly string[] | null;
  /** Whether nothing of it is real. */
  readonly playground?: true;
}

export type Role = 'viewer' | 'operator' | 'admin';

/** A run of the history, as `runs --format json` tells it. */
export interface RunSummary {
  readonly id: string;
  readonly mode: 'audit' | 'dry-run' | 'fix' | 'undo';
  readonly state: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly toolVersion: string;
  readonly operator: string;
  readonly database: { readonly engine: string; readonly name: string };
  readonly user: string | null;
  readonly undoes: string | null;
  readonly found: Readonly<Record<string, number>>;
  readonly changes: Readonly<Record<string, number>>;
  readonly left: Readonly<Record<'conflicts' | 'alreadyDone' | 'failed', { readonly entities: number; readonly changes: number }>> | null;
  readonly verified: { readonly fixed: number; readonly remaining: number; readonly appeared: number } | null;
  readonly stoppedBy: string | null;
  readonly recorded?: {
    readonly exitCode: number;
    readonly durationMs: number;
    readonly findings: Readonly<Record<Severity, number>>;
    readonly acknowledged: number;
    readonly detail: string;
  };
}

/** What a run made of a check. */
export interface RunCheck {
  readonly check: string;
  readonly outcome: Outcome;
  readonly severity: Severity;
  readonly count: number | null;
  readonly acknowledged: number;
  readonly durationMs: number;
  /** Rows that it read; null where nobody counted them. */
  readonly examined: number | null;
  readonly reason: string | null;
  readonly remaining: number | null;
}

/** A run without its changes. */
export interface RunAnswer {
  readonly run: RunSummary;
  readonly checks: readonly RunCheck[];
}

/** What was counted since, where that is another number than is known one by one. */
export interface OnlyCounted {
  readonly counted: number;
  readonly known: number;
}

export interface Group {
  readonly name: string;
  readonly open: number;
  readonly acknowledged: number;
  readonly since: string;
  readonly lookedAt: string;
}

export interface Check {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly group: string;
  readonly invariant: string;
  readonly why: string;
  readonly advice: string;
  readonly repair: string | null;
  readonly causes: Readonly<Record<string, string>>;
  readonly needs: Readonly<Record<string, readonly string[]>>;
  /** Where one of your own stands; null for those of the product. */
  readonly source: string | null;
}

/** A backup that was verified, as `backup list --json` tells it. */
export interface KeptBackup {
  readonly id: string;
  readonly verifiedAt: string;
  readonly operator: string;
  readonly name: string;
  readonly verdict: 'sound' | 'unfit' | 'unrestorable';
  readonly sentence: string;
  readonly bytes: number;
  readonly durationMs: number;
  readonly restored: { readonly into: string; readonly durationMs: number } | null;
  readonly newest: string | null;
  readonly tables: number | null;
  readonly rows: number | null;
  readonly findings: number | null;
  readonly flaws: readonly { readonly code: string; readonly sentence: string }[];
  readonly comparison: {
    readonly compared: number;
    readonly missingTables: readonly string[];
    readonly surplusTables: readonly string[];
    readonly tables: readonly {
      readonly table: string;
      readonly rows: number;
      readonly liveRows: number;
      readonly lacking: number;
      readonly gone: number;
    }[];
  } | null;
}

/** A job of the schedule, as `schedule --format json` tells it, with what it came to last. */
export interface Job {
  readonly name: string;
  /** An audit unless it says otherwise. */
  readonly kind?: 'backup';
  readonly database: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly checks: readonly string[] | null;
  readonly detailed: boolean;
  /** Files for reports, by their form. */
  readonly report: Readonly<Record<string, string>>;
  readonly failOn: string | null;
  readonly next: readonly string[];
  readonly last: LastOfJob | null;
}

/** What a job came to last. */
export interface LastOfJob {
  readonly state: 'waiting' | 'running' | 'passed' | 'issues' | 'failed';
  readonly run: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly retryAt: string | null;
}

/** `trend --format json`. */
export interface TrendAnswer {
  readonly since: string;
  readonly runs: readonly Omit<TrendPoint, 'number'>[];
  /** What was open of each check, in the order of the runs; null where nobody looked. */
  readonly checks: readonly { readonly id: string; readonly open: readonly (number | null)[] }[];
}
