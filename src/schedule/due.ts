import { createHash } from 'node:crypto';
import type { ScheduledJob } from './job.ts';
import { lastTime, nextTimes } from './times.ts';

/** How far a job has come. */
export interface JobProgress {
  /** Times up to this one are done with: ISO 8601 UTC. */
  readonly dueAt: string;
  /** When one that failed is begun again; null where it is not. */
  readonly retryAt: string | null;
}

/**
 * The time for which a job is to run now, as ISO 8601 UTC; null where there is none. Of several that were missed it is the last one: they are made
 * up for once. One that failed is tried again for its own time, unless the next one has come.
 */
export function dueTime(job: ScheduledJob, { dueAt, retryAt }: JobProgress, now: Date): string | null {
  const last = lastTime(job, new Date(now.getTime() - jitterOf(job)));
  if (last !== null && last.getTime() > Date.parse(dueAt)) return last.toISOString();
  return retryAt !== null && Date.parse(retryAt) <= now.getTime() ? dueAt : null;
}

/** So long after its time a job that has not begun is overdue, in milliseconds. */
const GRACE = 3_600_000;

/** The time at which a job should have begun long ago, and has not, as ISO 8601 UTC; null where it is in time. */
export function overdueTime(job: ScheduledJob, { dueAt }: Pick<JobProgress, 'dueAt'>, now: Date): string | null {
  return dueTime(job, { dueAt, retryAt: null }, new Date(now.getTime() - GRACE));
}

/** When a job is to be looked at next: its next time, or its next attempt. */
export function nextLook(job: ScheduledJob, { retryAt }: JobProgress, now: Date): Date | null {
  const jitter = jitterOf(job);
  const [next] = nextTimes(job, new Date(now.getTime() - jitter), 1);
  const looks = [...(next === undefined ? [] : [next.getTime() + jitter]), ...(retryAt === null ? [] : [Date.parse(retryAt)])];
  return looks.length === 0 ? null : new Date(Math.min(...looks));
}

/** How many milliseconds after its time a job begins: always the same for one job, so that all who share a store agree. */
export function jitterOf({ name, title, jitter }: Pick<ScheduledJob, 'name' | 'title' | 'jitter'>): number {
  const share = createHash('sha256').update(`${name}/${title}`).digest().readUInt32BE() / 2 ** 32;
  return Math.round(jitter * 1000 * share);
}

const MINUTE = 60_000;
/** So often a run that gave no answer is begun for one time of the schedule. */
const ATTEMPTS = 10;

/** When a run that failed is begun again: after pauses that grow to half an hour; null after many attempts, when it waits for its next time. */
export function retryTime(attempts: number, now: Date): string | null {
  if (attempts >= ATTEMPTS) return null;
  return new Date(now.getTime() + Math.min(MINUTE * 2 ** (attempts - 1), 30 * MINUTE)).toISOString();
}

/** Further ahead than any time of the schedule can have been begun: the clock has been set back since. */
const AHEAD = 26 * 60 * MINUTE;

/** Whether the time up to which a job is done with lies so far ahead that the clock must have been wrong. */
export function isFromTheFuture({ dueAt }: Pick<JobProgress, 'dueAt'>, now: Date): boolean {
  return Date.parse(dueAt) - now.getTime() > AHEAD;
}
