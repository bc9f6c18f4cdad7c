import { isAsGrave, type Severity } from '../model/index.ts';

/** What an alert can be about; a channel may want only some. */
export const NEWS = ['new', 'worse', 'returned', 'resolved', 'run-failed', 'run-overdue', 'probe', 'certificate', 'backup'] as const;

export type News = (typeof NEWS)[number];

/** How a check's findings have changed. */
export interface CheckChange {
  readonly check: string;
  readonly group: string;
  readonly title: string;
  readonly severity: Severity;
  readonly what: Extract<News, 'new' | 'worse' | 'returned' | 'resolved'>;
  /** How many there were; null where nobody had counted. */
  readonly before: number | null;
  readonly after: number;
  /** Which of them, where both runs listed all. */
  readonly appeared: number | null;
  readonly returned: number | null;
  readonly resolved: number | null;
}

/** One of the first findings that are new or there again. */
export interface FirstFinding {
  readonly check: string;
  readonly what: 'new' | 'returned';
  /** A sentence, with ids in the place of names and titles unless the channel has these switched on. */
  readonly headline: string;
}

/** What a run has changed. */
export interface FindingsDigest {
  readonly type: 'findings';
  readonly isReminder: boolean;
  /** What the database is called outside. */
  readonly database: string;
  /** What its history is called. */
  readonly subject: string;
  readonly at: string;
  /** Null where the run never began, and for a reminder. */
  readonly run: { readonly id: string; readonly mode: string; readonly startedAt: string } | null;
  readonly totals: Readonly<Record<Severity, number>> | null;
  readonly changes: readonly CheckChange[];
  readonly first: readonly FirstFinding[];
  /** Whether the run fails, or a backup is unfit, since now, or no longer; null where that is as before. */
  readonly trouble: { readonly news: 'run-failed' | 'backup'; readonly isBad: boolean; readonly sentence: string } | null;
}

/** Something that is well or not: a job, a probe, a certificate, a backup. */
export interface ConditionDigest {
  readonly type: 'condition';
  readonly isReminder: boolean;
  readonly news: Extract<News, 'run-overdue' | 'probe' | 'certificate' | 'backup' | 'run-failed'>;
  readonly database: string | null;
  /** The job, probe or host. */
  readonly name: string;
  readonly isBad: boolean;
  readonly severity: Severity;
  readonly at: string;
  /** What is so, in one sentence. */
  readonly sentence: string;
}

/** Sent by hand, to see whether it arrives. */
export interface TestDigest {
  readonly type: 'test';
  readonly at: string;
}

/** What one message tells; a message may hold several. */
export type Digest = FindingsDigest | ConditionDigest | TestDigest;

/** Whether something is wrong that was not before, or still. */
export function isBadNews(digest: Digest): boolean {
  if (digest.type === 'test') return false;
  if (digest.type === 'condition') return digest.isBad;
  return digest.trouble?.isBad === true || digest.changes.some(({ what }) => what !== 'resolved');
}

/** The gravest thing that a digest tells. */
export function severityOf(digest: Digest): Severity {
  if (digest.type === 'test') return 'info';
  if (digest.type === 'condition') return digest.severity;
  const all = [...digest.changes.map(({ severity }) => severity), ...(digest.trouble === null ? [] : ['critical' as const])];
  return all.reduce((gravest, one) => (isAsGrave(one, gravest) ? one : gravest), 'info');
}
