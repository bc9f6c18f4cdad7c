import type { Store } from '../history/index.ts';
import { minuteOf } from '../model/index.ts';
import { alertOfCondition, type AlertSettings } from '../notify/index.ts';
import { overdueTime, type ScheduledJob } from '../schedule/index.ts';
import type { Clock } from '../clock.ts';

/** Tells of jobs whose time has come and gone, and of those that have run since. */
export async function alertOfOverdueJobs(
  ports: { readonly store: Store; readonly settings: AlertSettings; readonly clock: Clock },
  jobs: readonly ScheduledJob[],
): Promise<void> {
  const states = await ports.store.jobs.all();
  const now = ports.clock();
  for (const job of jobs) {
    const { name, title } = job;
    const state = states.find((one) => one.job === name && one.database === title);
    if (state === undefined) continue;
    const missed = overdueTime(job, state, now);
    const sentence =
      missed === null
        ? `The job ${name} on ${title} has begun again.`
        : `The job ${name} on ${title} should have begun at ${minuteOf(missed)} UTC, and has not.`;
    await alertOfCondition(ports, { news: 'run-overdue', database: title, name, isBad: missed !== null, severity: 'critical', sentence });
  }
}
