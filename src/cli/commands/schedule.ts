import { resolve } from 'node:path';
import { systemClock } from '../../clock.ts';
import { NOT_SHOWN } from '../../database/index.ts';
import { jobsOf, servedDatabases } from '../../daemon/index.ts';
import { UsageError } from '../../errors.ts';
import { printable } from '../../model/index.ts';
import { answerJson } from '../../report/index.ts';
import { argsOf, inZone, jobMembers, nextTimes, PRINTERS, type PrintedJob, type ScheduledJob } from '../../schedule/index.ts';
import { Workspace } from '../../workspace/index.ts';
import type { DatabaseFlags, FormatFlag, GlobalFlags } from '../options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `schedule`. */
export interface ScheduleFlags extends GlobalFlags, DatabaseFlags, FormatFlag {
  readonly store?: string;
  readonly limit: number;
  readonly print?: keyof typeof PRINTERS;
}

/** Prints when jobs come next, or entries for another schedule. Nothing is connected to. */
export async function printSchedule(flags: ScheduleFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const jobs = jobsOf(workspace.settings, await servedDatabases(workspace, flags.database));
  const now = systemClock();
  if (flags.print !== undefined) terminal.print(entries(flags.print, jobs, flags, workspace.settings.alerts !== undefined, now), 'data');
  else if (flags.format === 'json') terminal.print(answerJson({ jobs: jobs.map((job) => jobMembers(job, flags.limit, now)) }), 'data');
  else for (const line of linesOf(jobs, flags.limit, now)) terminal.print(line);
}

function linesOf(jobs: readonly ScheduledJob[], limit: number, now: Date): readonly string[] {
  if (jobs.length === 0) return ['No job is scheduled: the configuration file says "jobs: []".'];
  return jobs.flatMap((job) => {
    const times = nextTimes(job, now, limit).map((time) => `  ${inZone(time, job.timeZone)}`);
    const what = [...(job.kind === undefined ? [] : [job.kind]), ...(job.checks ?? []), ...(job.detailed ? ['detailed'] : [])].join(', ');
    return [printable(`${job.name} on ${job.title}: ${job.cron}${what === '' ? '' : `, ${what}`}`), ...times];
  });
}

function entries(form: keyof typeof PRINTERS, jobs: readonly ScheduledJob[], flags: ScheduleFlags, notifies: boolean, now: Date): string {
  const { database, config, store } = repeatedFlags(flags);
  if ([database, store].some((flag) => flag.includes(NOT_SHOWN))) {
    throw new UsageError('CREDENTIALS_IN_ENTRY', 'The address may hold a password, which belongs in no entry: name it by env:NAME.');
  }
  // A job names its database where the configuration does.
  const given = (job: ScheduledJob): readonly string[] => [
    ...(job.kind !== 'backup' && job.database === null && flags.database !== undefined ? ['--database', flags.database] : []),
    ...(config !== '' && flags.config !== undefined ? ['--config', flags.config] : []),
    ...(flags.store === undefined ? [] : ['--store', flags.store]),
    ...(notifies && job.kind !== 'backup' ? ['--notify'] : []),
  ];
  const printed = jobs.map((job): PrintedJob => {
    const word = job.database === null ? job.name : `${job.name}-${job.title}`;
    return { job, args: argsOf(job, given(job)), word };
  });
  return PRINTERS[form](printed, { program: [process.execPath, resolve(process.argv[1] ?? '')], folder: process.cwd(), now });
}
