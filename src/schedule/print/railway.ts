import { inUtc } from './in-utc.ts';
import { shellLine, type EntryPrinter } from './printed-job.ts';

/** A service of Railway for each job, as its railway.json has it: it knows UTC only, and starts what has ended. */
export const railway: EntryPrinter = (jobs, { now }) =>
  jobs
    .map(({ args, job }) =>
      JSON.stringify(
        {
          $schema: 'https://railway.com/railway.schema.json',
          deploy: {
            startCommand: shellLine(['npx', 'peerquest-audit', ...args, ...(job.failOn === null ? ['--fail-on', 'never'] : [])]),
            cronSchedule: inUtc(job, now).cron,
            restartPolicyType: 'NEVER',
          },
        },
        null,
        2,
      ),
    )
    .join('\n');
