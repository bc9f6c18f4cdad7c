import type { FailOn } from '../model/index.ts';
import type { CronTime } from './times.ts';

/** An audit that is made again and again: a job on one database. */
export interface ScheduledJob extends CronTime {
  readonly name: string;
  /** The verification of a backup; an audit unless given. */
  readonly kind?: 'backup';
  /** The database's name in the configuration; null for the one that has none. */
  readonly database: string | null;
  /** What it is called for people and in the store. */
  readonly title: string;
  /** Ids or groups of checks; null for those that the configuration says. */
  readonly checks: readonly string[] | null;
  /** Whether each finding is kept, or counts. */
  readonly detailed: boolean;
  /** Files for reports, by their form. */
  readonly report: Readonly<Record<string, string>>;
  /** From which severity findings count as issues; null for what the configuration says. */
  readonly failOn: FailOn | null;
  /** It begins up to so many seconds after its time. */
  readonly jitter: number;
}

/** A job as a configuration says it. */
export interface JobSetting {
  readonly name: string;
  readonly kind?: 'audit' | 'backup' | undefined;
  readonly cron: string;
  readonly timeZone?: string | undefined;
  readonly database?: string | undefined;
  readonly checks?: readonly string[] | undefined;
  readonly detailed?: boolean | undefined;
  readonly report?: Readonly<Partial<Record<string, string>>> | undefined;
  readonly failOn?: FailOn | undefined;
  readonly jitter?: number | undefined;
}

/** What runs where a configuration says nothing: the weekly audit that the old command's documentation recommends, and a detailed one each month; where a backup is configured, that is verified each week. */
export const DEFAULT_JOBS: readonly JobSetting[] = [
  { name: 'weekly', cron: '0 9 * * 1' },
  { name: 'monthly', cron: '0 10 1 * *', detailed: true },
  { name: 'backup', kind: 'backup', cron: '0 11 * * 1' },
];

/** So many seconds, where a job does not say how many: several jobs of the same time do not all begin at once. */
export const DEFAULT_JITTER = 30;
