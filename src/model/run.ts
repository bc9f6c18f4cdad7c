import type { Change } from './change.ts';
import type { DatedRows } from './dated-rows.ts';
import type { Entity } from './entity.ts';
import type { Finding, FindingIdentity, Severity, UserReference } from './finding.ts';
import type { LikelyMistake } from './likely-mistake.ts';
import type { Outcome, RunMode } from './outcome.ts';
import type { Past } from './past.ts';
import type { SentenceForm } from './sentence.ts';
import type { RelationKind, ServerFacts } from './server.ts';
import type { Wish } from './wish.ts';

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
  /** Which of its findings a repair mends without a person's judgement; absent for none. */
  readonly mends?: 'all' | 'some' | undefined;
}

/** What a check stands for, in words: what a report tells of it besides what it found. */
export interface Rule extends CheckSummary {
  /** What must hold, in one sentence. */
  readonly invariant: string;
  /** What goes wrong for people when it does not hold. */
  readonly why: string;
  /** What a person should do about a finding. */
  readonly advice: string;
  /** What a repair does, or why there is none. */
  readonly repair: string;
  /** How rows come to be this way, by cause. Empty for a check with one cause. */
  readonly causes: Readonly<Record<string, string>>;
  /** What a finding says in one sentence; a check of the user's own may leave it to a general one. */
  readonly sentence?: SentenceForm;
  /** Where the documentation tells of it, from the root of the package; null for a check of the user's own. */
  readonly page: string | null;
  /** Which of the kinds of rows that a run counts it looks at, each row of that kind; not there where it looks at others. */
  readonly examines?: Entity;
  /** The member of a finding's `actual` that says when what is wrong was written; not there where its rows do not say. */
  readonly dated?: string;
  /** Of a check of the user's own: members of its keys and evidence that hold no words of people, and are told with `--redact`, too. */
  readonly shown?: readonly string[];
}

/** What one check did. `count` and `causes` are null where it did not run. */
export interface CheckResult {
  readonly check: CheckSummary;
  readonly outcome: Outcome;
  /** Why it did not apply or could not run; for a passed check, what guarantees it; else null. */
  readonly reason: string | null;
  readonly count: number | null;
  /** Findings that are acknowledged: they are in none of the other numbers. */
  readonly acknowledged: number;
  /** How many of `count` a repair mends without a person's judgement; null where they were only counted and it takes a look at each. */
  readonly automatic: number | null;
  /** Findings per cause, in descending order; empty for a check without causes. */
  readonly causes: readonly { readonly cause: string; readonly count: number }[] | null;
  /** Observations that are no findings, one sentence each. */
  readonly notes: readonly string[];
  readonly durationMs: number;
  /** True where the run had been told to end before it: it could not run, and nothing is wrong with it. */
  readonly notReached?: true;
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
  readonly mode: RunMode;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly toolVersion: string;
  /** What tells the database from all others; null where nobody asked for it. */
  readonly identity: string | null;
  /** The machine that it ran on. */
  readonly host: string;
  /** Where the database is, without a password. */
  readonly address: string;
  readonly database: {
    readonly engine: string;
    readonly name: string;
    /** What the history calls it; not there where it has no name. */
    readonly subject?: string;
    /** What it is called as a backup of that; not there where it is none. */
    readonly backup?: string;
    /** What each name leads to that is no plain table, by name; null where all are. */
    readonly relations: Readonly<Record<string, RelationKind>> | null;
  } & Omit<ServerFacts, 'warnings'>;
  /** What this run does not guarantee, a sentence each. */
  readonly warnings: readonly string[];
  /** The audited person, or null for everybody. */
  readonly user: UserReference | null;
  /** Chosen checks, in the order in which they run, with what they stand for. */
  readonly checks: readonly Rule[];
  /** Synchronization checks that `--only` or `--skip` left out. */
  readonly leftOut: readonly CheckSummary[];
}

/** So many changes are made at most, unless more are allowed: a mistake in what is audited ends here. */
export const DEFAULT_MAX_CHANGES = 1000;

/** A run that is taken back, as it is named to a person who is to decide. */
export interface UndoneRun {
  readonly id: string;
  readonly mode: 'fix' | 'undo';
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** account@host */
  readonly operator: string;
  /** False where a later run changed this database and did not take this one back. */
  readonly isNewest: boolean;
  /** The records of it that are taken back; not there where all are. */
  readonly records?: readonly string[];
  /** Issues that the audit after it no longer found; null where nobody knows. */
  readonly fixed: number | null;
  /** Issues found before it, by check; null where nobody knows. */
  readonly found: Readonly<Record<string, number | null>> | null;
}

/** What a repair, or an undo, is going to do. */
export interface PlanFacts {
  /** Null for an undo: its journal counts changes only. */
  readonly entities: number | null;
  readonly changes: number;
  /** Changes by `operation table`; empty for an undo. */
  readonly byKind: Readonly<Record<string, number>>;
  /** Findings that are mended although they may be no fault (SPEC 4.1, `possibly-left`). */
  readonly doubtful: number;
  /** What the database will do by itself, a sentence each. */
  readonly hazards: readonly string[];
  /** What is left as it is although a check finds it, and why: a sentence each. */
  readonly leftOut: readonly string[];
  /** The run that is taken back; null for a repair. */
  readonly undoes: UndoneRun | null;
  /** Where the plan was saved; null where it was not. */
  readonly file: string | null;
}

/** Numbers of entities and of the changes in them. */
export interface Tally {
  readonly entities: number;
  readonly changes: number;
}

/** What a repair, its preview, or an undo came to. */
export interface RepairSummary {
  /** True where it was to write nothing, whatever there was to do. */
  readonly preview: boolean;
  readonly plan: PlanFacts;
  readonly applied: Tally;
  /** Left alone because another program changed them since. */
  readonly conflicts: Tally;
  /** Left alone because there was nothing left to do. */
  readonly alreadyDone: Tally;
  readonly failed: Tally;
  /** Ended between two batches by Ctrl-C. */
  readonly interrupted: boolean;
  /** The sentence of the error that ended it early; null where it came to its end. */
  readonly stoppedBy: string | null;
  /** Whether the journal knows the run: only then can it be undone. */
  readonly journaled: boolean;
  /** What the verifying audit found afterwards; null where nothing was written, or it could not run. */
  readonly verified: Verification | null;
}

/** The audit after a repair, compared with the one before it. */
export interface Verification {
  readonly checks: readonly CheckResult[];
  /** Issues that are really gone. */
  readonly fixed: number;
  /** Issues that were not there before. */
  readonly appeared: number;
}

/** How a run ends. */
export interface RunResult {
  readonly start: RunStart;
  readonly finishedAt: string;
  readonly durationMs: number;
  /** As they are at the end: after a repair, with the rows it made. */
  readonly totals: Totals;
  /** As found, before a repair. */
  readonly checks: readonly CheckResult[];
  /** What came up while it ran and bears on what was found, a sentence each. */
  readonly warnings: readonly string[];
  /** What was probably said wrong, as far as what was seen tells. */
  readonly likelyMistakes: readonly LikelyMistake[];
  /** Rows of the hours of bursts; not there where nobody asked, or the run was narrowed to one person. */
  readonly datedRows?: readonly DatedRows[];
  /** Null for an audit. */
  readonly repair: RepairSummary | null;
  /** What runs before say of it; null where none are kept, and while nobody has asked. */
  readonly past: Past | null;
}

/**
 * The one stream that reporters, stores and notifiers consume. Of findings it tells as much as was wished for: those of a check come
 * between its `check-started` and its `check-finished`, in the order of their keys, in batches; with names, evidence and lines as
 * `findings` and `acknowledged`, or as `keys`. All other events are the same whatever was wished for, but for the `automatic` of a check's result.
 */
export type AuditEvent =
  | { readonly type: 'run-started'; readonly run: RunStart }
  | { readonly type: 'totals-started' }
  | { readonly type: 'check-started'; readonly check: CheckSummary; readonly index: number }
  | { readonly type: 'findings'; readonly check: CheckSummary; readonly findings: readonly Finding[] }
  | { readonly type: 'acknowledged'; readonly check: CheckSummary; readonly findings: readonly Finding[] }
  | { readonly type: 'keys'; readonly check: CheckSummary; readonly acknowledged: boolean; readonly findings: readonly FindingIdentity[] }
  /** A check that looks further than one SELECT is still at it: a run that is to be stopped can be stopped here. */
  | { readonly type: 'working'; readonly check: CheckSummary }
  | { readonly type: 'check-finished'; readonly result: CheckResult }
  | { readonly type: 'plan-made'; readonly plan: PlanFacts }
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'changes'; readonly changes: readonly Change[] }
  | { readonly type: 'verification-started' }
  /** What the audit after a repair found of one check; told to those who wish for keys at least. */
  | {
      readonly type: 'still-there';
      readonly check: CheckSummary;
      readonly acknowledged: boolean;
      readonly findings: readonly FindingIdentity[];
    }
  | { readonly type: 'run-finished'; readonly result: RunResult }
  /** The run came to no end: `code` and `sentence` are its error's; `code` is null for one that nobody thought of. */
  | { readonly type: 'run-failed'; readonly code: string | null; readonly sentence: string };

/** What is told of a run while it goes: a reporter, the progress bar, a history, alerts. */
export interface Consumer {
  /** For people: what failed where it fails. */
  readonly name: string;
  /** What it wants to be told of findings: it hears that, and no more, whatever others want. */
  readonly wish: Wish;
  hear(event: AuditEvent): void | Promise<void>;
}

/** Findings of severity warning or above, over all checks that ran (SPEC section 5). */
export function issueCount(result: Pick<RunResult, 'checks'>): number {
  return findingCount(result, ['critical', 'warning']);
}

/** Findings of these severities, over all checks that ran. */
export function findingCount({ checks }: Pick<RunResult, 'checks'>, severities: readonly Severity[]): number {
  return checks.reduce((sum, { check, count }) => sum + (severities.includes(check.severity) ? (count ?? 0) : 0), 0);
}

/** What of the findings that count takes a person's judgement. */
export interface Mendable {
  /** Findings that a repair mends by itself. */
  readonly automatic: number;
  /** Findings that a person has to decide. */
  readonly decisions: number;
  /** Findings of which only a look at each tells. */
  readonly unknown: number;
}

/** What of these checks' findings a repair mends, and what a person has to decide. */
export function mendable(checks: readonly CheckResult[]): Mendable {
  let [automatic, unknown, all] = [0, 0, 0];
  for (const { count, automatic: mended } of checks) {
    all += count ?? 0;
    if (mended === null) unknown += count ?? 0;
    else automatic += mended;
  }
  return { automatic, decisions: all - automatic - unknown, unknown };
}

/** Findings that are acknowledged, over all checks that ran. */
export function acknowledgedCount({ checks }: Pick<RunResult, 'checks'>): number {
  return checks.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
}

/** What the checks came to at the end of a run: after a repair what the audit afterwards found, where there was one. */
export function checksAtEnd({ checks, repair }: Pick<RunResult, 'checks' | 'repair'>): readonly CheckResult[] {
  return repair?.verified?.checks ?? checks;
}

/** Issues that are there at the end of a run. */
export function remainingIssues(result: RunResult): number {
  return issueCount({ checks: checksAtEnd(result) });
}

/**
 * Chosen checks that gave no answer, the first or the second time. The synchronization checks are what every PeerQuest database
 * can be asked; another check that does not apply to this one, for lack of its tables or of a folder of files, is no failure. One that
 * failed both times stands there once.
 */
export function notRun(result: RunResult): readonly CheckResult[] {
  const failed = [...result.checks, ...(result.repair?.verified?.checks ?? [])].filter(
    ({ outcome, check, notReached }) =>
      notReached !== true && (outcome === 'could-not-run' || (outcome === 'does-not-apply' && check.phase !== null)),
  );
  return [...new Map(failed.map((one) => [one.check.id, one])).values()];
}

/** Whether the synchronization checks were chosen or left out: in another application's database they are neither. */
export function hasPhases({ checks, leftOut }: Pick<RunStart, 'checks' | 'leftOut'>): boolean {
  return [...checks, ...leftOut].some(({ phase }) => phase !== null);
}

/** Chosen checks before which the run ended as it was told to. */
export function notReached({ checks }: Pick<RunResult, 'checks'>): readonly CheckResult[] {
  return checks.filter((result) => result.notReached === true);
}

/** Whether no chosen check gave an answer: then nothing was looked at. */
export function nothingRan({ checks }: Pick<RunResult, 'checks'>): boolean {
  return checks.every(({ count }) => count === null);
}

/**
 * The first of the checks that gave no answer where all of these look at files: what the checks of a database need can be told by a look at
 * that, what those of files need cannot. Null otherwise.
 */
export function blindCheck(result: RunResult): string | null {
  const failed = notRun(result);
  const silent = failed.length > 0 ? failed : nothingRan(result) ? result.checks : [];
  return silent.every(({ check }) => check.group === 'files') ? (silent[0]?.check.id ?? null) : null;
}

/** True when every synchronization check ran: only then may a report call the system healthy (SPEC section 5). */
export function isComplete(result: RunResult): boolean {
  return hasPhases(result.start) && result.start.leftOut.length === 0 && notRun(result).length === 0 && notReached(result).length === 0;
}
