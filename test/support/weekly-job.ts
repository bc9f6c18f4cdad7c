import type { ScheduledJob } from '../../src/schedule/index.ts';

/** A job that looks at the only database every Monday morning. */
export const WEEKLY: ScheduledJob = {
  name: 'weekly',
  cron: '0 9 * * 1',
  timeZone: 'Asia/Manila',
  database: null,
  title: 'default',
  checks: null,
  detailed: false,
  report: {},
  failOn: null,
  jitter: 0,
};
