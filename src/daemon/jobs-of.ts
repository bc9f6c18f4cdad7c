import type { Settings } from '../config/index.ts';
import { DEFAULT_JITTER, DEFAULT_JOBS, ownTimeZone, type JobSetting, type ScheduledJob } from '../schedule/index.ts';
import type { NamedDatabase } from '../server/index.ts';

/** The jobs of a configuration, one for each database that it means: those that run by themselves where it says nothing of jobs. */
export function jobsOf(settings: Settings, databases: readonly NamedDatabase[]): readonly ScheduledJob[] {
  const { timeZone = ownTimeZone(), databases: named = {} } = settings;
  const jobs: readonly JobSetting[] = settings.jobs ?? DEFAULT_JOBS;
  return jobs.flatMap((job) =>
    databases
      // A backup is looked at where it is named.
      .filter(({ name }) => (job.database === undefined ? named[name ?? '']?.backupOf === undefined : name === job.database))
      .filter(({ title }) => job.kind !== 'backup' || Object.hasOwn(settings.backups ?? {}, title))
      .map(({ name, title }) => ({
        name: job.name,
        ...(job.kind === 'backup' ? { kind: job.kind } : {}),
        cron: job.cron.trim(),
        timeZone: job.timeZone ?? timeZone,
        database: name,
        title,
        checks: job.checks ?? null,
        detailed: job.detailed ?? false,
        report: Object.fromEntries(Object.entries(job.report ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined)),
        failOn: job.failOn ?? null,
        jitter: job.jitter ?? DEFAULT_JITTER,
      })),
  );
}
