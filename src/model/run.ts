import type { Finding, Severity, UserReference } from './finding.ts';

/** What became of one check. The four are never conflated (DESIGN, "Words"). */
export type Outcome = 'passed' | 'found' | 'does-not-apply' | 'could-not-run';

/** The part of a check that reports need. */
export interface CheckSummary {
  /** Permanent and public: scripts and acknowledgements name it. */
  readonly id: string;
  /** Checks that are chosen together, for example `sync`. */
  readonly group: string;
  /** Position in the old command's report, 1 to 5; null for checks it did not have. */
  readonly phase: number | null;
  /** The heading of the check's part of the report. */
  readonly title: string;
  /** The check's line in the summary. */
  readonly summaryLabel: string;
  readonly severity: Severity;
}

/** What one check did. `count` and `causes` are null where it did not run. */
export interface CheckResult {
  readonly check: CheckSummary;
  readonly outcome: Outcome;
  /** Why it did not apply or could not run; for a passed check, what guarantees it; else null. */
  readonly reason: string | null;
  readonly count: number | null;
  /** Findings per cause, in descending order; empty for a check without causes. */
  readonly causes: readonly { readonly cause: string; readonly count: number }[] | null;
  /** How many of the findings were listed (`--limit` can make it fewer than `count`). */
  readonly listed: number;
  /** Observations that are no findings, one sentence each. */
  readonly notes: readonly string[];
  readonly durationMs: number;
}

/** Rows in scope; a number is null where the table or column it needs is not there. */
export interface Totals {
  readonly usersAudited: number | null;
  readonly totalApplications: number | null;
  readonly approvedApplications: number | null;
  readonly totalParticipants: number | null;
  readonly totalQuests: number | null;
}

/** How a run begins: everything known before the first check. */
export interface RunStart {
  readonly id: string;
  readonly mode: 'audit';
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly toolVersion: string;
  readonly database: { readonly engine: string; readonly name: string };
  /** The audited person, or null for everybody. */
  readonly user: UserReference | null;
  /** Chosen checks, in the order in which they run. */
  readonly checks: readonly CheckSummary[];
  /** Synchronization checks that `--only` or `--skip` left out. */
  readonly leftOut: readonly CheckSummary[];
  /** Whether findings are listed, or only counted. */
  readonly listing: boolean;
}

/** How a run ends. */
export interface RunResult {
  readonly start: RunStart;
  readonly finishedAt: string;
  readonly durationMs: number;
  readonly totals: Totals;
  readonly checks: readonly CheckResult[];
}

/** The one stream that reporters, stores and notifiers consume. */
export type AuditEvent =
  | { readonly type: 'run-started'; readonly run: RunStart }
  | { readonly type: 'totals-started' }
  | { readonly type: 'check-started'; readonly check: CheckSummary; readonly index: number }
  | { readonly type: 'findings'; readonly check: CheckSummary; readonly findings: readonly Finding[] }
  | { readonly type: 'check-finished'; readonly result: CheckResult }
  | { readonly type: 'run-finished'; readonly result: RunResult };

/** Findings of severity warning or above, over all checks that ran (SPEC section 5). */
export function issueCount(result: RunResult): number {
  return result.checks.reduce((sum, { check, count }) => sum + (check.severity === 'info' ? 0 : (count ?? 0)), 0);
}

/** Chosen checks that gave no answer. */
export function notRun(result: RunResult): readonly CheckResult[] {
  return result.checks.filter(({ outcome }) => outcome === 'does-not-apply' || outcome === 'could-not-run');
}

/** True when every synchronization check ran: only then may a report call the system healthy (SPEC section 5). */
export function isComplete(result: RunResult): boolean {
  return result.start.leftOut.length === 0 && notRun(result).length === 0;
}
