import type { ScheduledJob } from './job.ts';
import { nextTimes } from './times.ts';

/** What JSON tells of a job: what the configuration says, and its next times. */
export function jobMembers(job: ScheduledJob, limit: number, now: Date): object {
  const { name, kind, title, cron, timeZone, checks, detailed, report, failOn, jitter } = job;
  const next = nextTimes(job, now, limit).map((time) => time.toISOString());
  return { name, ...(kind === undefined ? {} : { kind }), database: title, cron, timeZone, checks, detailed, report, failOn, jitter, next };
}
