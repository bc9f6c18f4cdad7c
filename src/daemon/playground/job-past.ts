import type { JobState, Store } from '../../history/index.ts';
import type { RunEnding } from '../../service/index.ts';

/** What a job came to when it ran last, at a time in milliseconds. */
export interface JobRan {
  readonly at: number;
  readonly ending: RunEnding;
}

/** Keeps what a job came to last; nothing of it is due before now, in milliseconds. */
export async function jobPast({ jobs }: Store, job: string, { at, ending }: JobRan, now: number): Promise<void> {
  const key = { job, database: 'default' };
  await jobs.add(key, new Date(now).toISOString());
  const seen = (await jobs.all()).find((one) => one.job === job);
  if (seen === undefined) return;
  const when = new Date(at).toISOString();
  const { run, exitCode, error } = ending;
  const state: JobState['state'] = exitCode >= 2 ? 'failed' : exitCode === 1 ? 'issues' : 'passed';
  await jobs.change(seen, { state, run, exitCode, error, attempts: 1, startedAt: when, finishedAt: when });
}
