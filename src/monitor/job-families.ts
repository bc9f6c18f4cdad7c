import { jitterOf, nextTimes, overdueTime } from '../schedule/index.ts';
import { gauge, type Family, type Sample } from './family.ts';
import type { StoreFacts } from './store-facts.ts';

/** What the store says of the jobs of the configuration. */
export function jobFamilies({ jobs }: StoreFacts, now: Date): readonly Family[] {
  const labels = ['job', 'database'];
  const of = (value: (known: (typeof jobs)[number]) => number | null): readonly Sample[] =>
    jobs.flatMap((known) => {
      const number = value(known);
      return number === null ? [] : [{ labels: { job: known.job.name, database: known.job.title }, value: number }];
    });
  const seconds = (iso: string | null | undefined): number | null => (iso == null ? null : Date.parse(iso) / 1000);
  return [
    gauge(
      'job_next_run_timestamp_seconds',
      'When the job begins next.',
      labels,
      of(({ job }) => {
        const [next] = nextTimes(job, now, 1);
        return next === undefined ? null : (next.getTime() + jitterOf(job)) / 1000;
      }),
    ),
    gauge(
      'job_last_start_timestamp_seconds',
      'When the job began last.',
      labels,
      of(({ state }) => seconds(state?.startedAt)),
    ),
    gauge(
      'job_last_finish_timestamp_seconds',
      'When the job ended last.',
      labels,
      of(({ state }) => seconds(state?.finishedAt)),
    ),
    gauge(
      'job_last_exit_code',
      'How the job ended last: 0 well, 1 with findings, another number without an answer.',
      labels,
      of(({ state }) => state?.exitCode ?? null),
    ),
    gauge(
      'job_running',
      '1 while the job runs.',
      labels,
      of(({ state }) => (state?.state === 'running' ? 1 : 0)),
    ),
    gauge(
      'job_overdue',
      '1 where the job should have begun more than an hour ago, and has not.',
      labels,
      of(({ job, state }) => (state !== null && overdueTime(job, state, now) !== null ? 1 : 0)),
    ),
  ];
}
