import type { ScheduledJob } from '../schedule/index.ts';
import type { RunWish } from './runner.ts';

/** The audit that a job is, whoever wishes for it: the schedule or a person. */
export function jobWish(job: ScheduledJob, operator: string): RunWish {
  return {
    kind: job.kind ?? 'audit',
    database: job.database,
    request: job.checks === null ? {} : { only: job.checks },
    findings: job.detailed ? 'all' : 'counts',
    ...(job.failOn === null ? {} : { failOn: job.failOn }),
    report: job.report,
    operator,
  };
}
