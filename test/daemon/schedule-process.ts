// A process of its own that runs a job every other second, among others who share its store, and tells what it does.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../src/clock.ts';
import { Scheduler } from '../../src/daemon/scheduler.ts';
import { ThreadRunner } from '../../src/daemon/thread-runner.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { sharedStore } from '../../src/history/index.ts';
import type { LogFacts } from '../../src/log.ts';
import { systemTimer } from '../../src/timer.ts';

const [, , database = '', storeUrl = '', leaseTime = '1500'] = process.argv;
const tell = (event: string, facts: LogFacts = {}): void => void process.stdout.write(`${JSON.stringify({ event, ...facts })}\n`);
const store = sharedStore(parseDatabaseUrl(storeUrl));
const ended = (): Promise<void> => Promise.resolve();
const script = pathToFileURL(resolve('dist/run-worker.js'));
const runner = new ThreadRunner({ workspace: { database, store: storeUrl }, ended, script });
const job = { name: 'often', cron: '*/2 * * * * *', timeZone: 'UTC', database: null, title: 'default', checks: null };
const scheduler = new Scheduler({
  jobs: [{ ...job, detailed: false, report: {}, failOn: null, jitter: 0 }],
  ...{ store, runner, clock: systemClock, timer: systemTimer, afterRun: ended },
  log: { debug: tell, info: tell, warn: tell, error: tell },
  leaseTime: Number(leaseTime),
});
await scheduler.start();
// Those who kill it wait for that: whatever it costs to start, it has the store and looks at its job.
await store.made().then(({ jobs }) => jobs.all());
tell('at-work');
process.once('SIGTERM', () => {
  void runner
    .stop()
    .then(() => scheduler.stop())
    .then(() => store.close());
});
