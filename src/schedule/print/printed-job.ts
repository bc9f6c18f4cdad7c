import { shellWord } from '../../model/index.ts';
import type { ScheduledJob } from '../job.ts';
import { inUtc } from './in-utc.ts';

/** A job with the command line that does the same. */
export interface PrintedJob {
  readonly job: ScheduledJob;
  /** What stands after the name of the tool. */
  readonly args: readonly string[];
  /** In one word, for names of units and tasks. */
  readonly word: string;
}

/** Where the tool is, for those who run it on this machine. */
export interface PrintedTool {
  /** Node.js and the tool's own file. */
  readonly program: readonly string[];
  readonly folder: string;
  readonly now: Date;
}

/** Prints entries for somebody else's schedule. */
export type EntryPrinter = (jobs: readonly PrintedJob[], tool: PrintedTool) => string;

/** The command line of a job. */
export function argsOf(
  { kind, database, title, checks, detailed, report, failOn }: ScheduledJob,
  further: readonly string[],
): readonly string[] {
  const only = checks === null ? [] : ['--only', checks.join(',')];
  if (kind === 'backup') return ['backup', 'verify', '--of', title, ...further, ...only];
  return [
    'audit',
    ...(database === null ? [] : ['--database', database]),
    ...further,
    ...only,
    ...(detailed ? ['--record-findings'] : []),
    ...Object.entries(report).flatMap(([kind, file]) => ['--report', `${kind}=${file}`]),
    ...(failOn === null ? [] : ['--fail-on', failOn]),
  ];
}

/** A command line as a shell reads it. */
export const shellLine = (words: readonly string[]): string => words.map((word) => shellWord(word)).join(' ');

/** What is to be known of a schedule in UTC, as a comment; none where it is so all year. */
export function utcNote(job: ScheduledJob, now: Date): readonly string[] {
  return inUtc(job, now).isLasting ? [] : [`# ${job.name}: UTC as it is now in ${job.timeZone}; an hour off when the clocks change there.`];
}
