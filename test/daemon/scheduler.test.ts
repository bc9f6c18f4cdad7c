import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scheduler } from '../../src/daemon/scheduler.ts';
import { fileAddress } from '../../src/database/index.ts';
import { StoreError } from '../../src/errors.ts';
import { sharedStore, type JobState, type SharedStore } from '../../src/history/index.ts';
import type { Log } from '../../src/log.ts';
import type { ScheduledJob } from '../../src/schedule/index.ts';
import { BusyError, type RunEnding, type Runner, type RunWish, type StartedRun } from '../../src/service/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { fakeTime, type FakeTime } from '../support/fake-time.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const HOURLY: ScheduledJob = {
  name: 'hourly',
  cron: '0 * * * *',
  timeZone: 'UTC',
  database: null,
  title: 'default',
  checks: null,
  detailed: true,
  report: {},
  failOn: null,
  jitter: 0,
};

const CLEAN: RunEnding = { run: 'r', exitCode: 0, error: null, sum: 'TOTAL ISSUES: 0' };
const AWAY: RunEnding = { run: null, exitCode: 2, error: 'Not reached.', sum: null };

/** Runs nothing: what is begun ends after a while with what the test says. */
class FakeRunner implements Runner {
  isStopped = false;
  readonly begun: string[] = [];
  readonly wishes: RunWish[] = [];
  ending: RunEnding = CLEAN;
  lasts = 60_000;
  isBusy = false;
  readonly #time: FakeTime;
  #most = 0;
  #under = 0;

  constructor(time: FakeTime) {
    this.#time = time;
  }

  get most(): number {
    return this.#most;
  }

  start(wish: RunWish): StartedRun {
    if (this.isBusy) throw new BusyError('TOO_MANY_WAIT', 'Too many wait.');
    this.begun.push(this.#time.clock().toISOString().slice(0, 16));
    this.wishes.push(wish);
    this.#most = Math.max(this.#most, ++this.#under);
    const done = new Promise<RunEnding>((resolve) => {
      this.#time.timer(this.lasts, () => {
        this.#under--;
        resolve(this.isStopped ? { ...CLEAN, run: null, exitCode: 130 } : this.ending);
      });
    });
    return { ticket: wish.id ?? '', wish, events: () => () => undefined, done, stop: () => undefined };
  }

  running(): readonly StartedRun[] {
    return [];
  }

  stop(): Promise<void> {
    this.isStopped = true;
    return Promise.resolve();
  }
}

let time: FakeTime;
let runner: FakeRunner;
let store: SharedStore;
let events: string[];
let scheduler: Scheduler;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const log = ((): Log => {
  const tell = (event: string): void => void events.push(event);
  return { debug: tell, info: tell, warn: tell, error: tell };
})();

function schedulerOf(jobs: readonly ScheduledJob[], its: SharedStore = store): Scheduler {
  const { clock, timer } = time;
  return new Scheduler({ jobs, store: its, clock, timer, log, runner, afterRun: () => Promise.resolve() });
}

async function state(): Promise<JobState | undefined> {
  return (await (await store.made()).jobs.all())[0];
}

beforeEach(async () => {
  time = fakeTime('2026-01-01T00:30:00Z');
  runner = new FakeRunner(time);
  store = sharedStore(fileAddress(folder.file(`${randomUUID()}.sqlite3`)));
  events = [];
  scheduler = schedulerOf([HOURLY]);
  await store.made();
});
afterEach(async () => {
  runner.isStopped = true;
  const stopped = scheduler.stop();
  await time.pass(10 * HOUR);
  await stopped;
  await store.close();
});

describe('a schedule', () => {
  it('says when its jobs come', async () => {
    expect(await scheduler.describe()).toEqual(['Schedule: hourly on default, detailed: next Thu 2026-01-01 01:00 (UTC)']);
    expect(await schedulerOf([]).describe()).toEqual(['Schedule: no jobs']);
  });

  it('runs a job at each of its times, and says what came of it', async () => {
    await scheduler.start();
    await time.pass(3 * HOUR);
    expect(runner.begun).toEqual(['2026-01-01T01:00', '2026-01-01T02:00', '2026-01-01T03:00']);
    expect(runner.wishes[0]).toMatchObject({ kind: 'audit', database: null, operator: 'job:hourly', findings: 'all', request: {} });
    expect(new Set(runner.wishes.map(({ id }) => id)).size).toBe(3);
    expect(await state()).toMatchObject({ state: 'passed', dueAt: '2026-01-01T03:00:00.000Z', attempts: 1, exitCode: 0, error: null });
  });

  it('makes up once for what was missed, and for what came while a run went on', async () => {
    await scheduler.start();
    await time.pass(MINUTE);
    time.set('2026-01-02T12:20:00Z');
    await time.pass(MINUTE);
    expect(runner.begun).toEqual(['2026-01-02T12:20']);
    runner.lasts = 2.5 * HOUR;
    await time.pass(3.5 * HOUR);
    expect(runner.begun).toEqual(['2026-01-02T12:20', '2026-01-02T13:00', '2026-01-02T15:30']);
    expect(runner.most).toBe(1);
  });

  it('tries again what gave no answer, with pauses that grow, until the database is back', async () => {
    runner.ending = AWAY;
    await scheduler.start();
    await time.pass(31 * MINUTE + 30 * MINUTE);
    // Each attempt takes a minute.
    expect(runner.begun.map((begun) => begun.slice(11))).toEqual(['01:00', '01:02', '01:05', '01:10', '01:19']);
    expect(await state()).toMatchObject({ state: 'failed', error: 'Not reached.', dueAt: '2026-01-01T01:00:00.000Z', attempts: 5 });
    // The database is back.
    runner.ending = CLEAN;
    await time.pass(23 * MINUTE);
    expect(runner.begun.slice(5).map((begun) => begun.slice(11))).toEqual(['01:36']);
    expect(await state()).toMatchObject({ state: 'passed', attempts: 6, error: null, retryAt: null });
  });

  it('waits where others are before it', async () => {
    runner.isBusy = true;
    await scheduler.start();
    await time.pass(35 * MINUTE);
    expect(await state()).toMatchObject({ state: 'waiting', error: 'Too many wait.' });
    runner.isBusy = false;
    await time.pass(2 * MINUTE);
    expect(runner.begun).toEqual(['2026-01-01T01:05']);
    expect(await state()).toMatchObject({ state: 'passed', attempts: 1 });
  });

  it('does not run again what is done with when the clock is set back; begins anew where it had been wrong by days', async () => {
    await scheduler.start();
    await time.pass(HOUR);
    time.set('2026-01-01T00:30:00Z');
    await time.pass(45 * MINUTE);
    expect(runner.begun).toEqual(['2026-01-01T01:00']);
    await time.pass(HOUR);
    expect(runner.begun.slice(1)).toEqual(['2026-01-01T02:00']);
    time.set('2025-12-24T12:30:00Z');
    await time.pass(HOUR);
    expect(runner.begun.slice(2)).toEqual(['2025-12-24T13:00']);
    expect(events).toContain('clock-set-back');
  });

  it('leaves a run that the end of the service cut off to the next start, under the same id', async () => {
    await scheduler.start();
    await time.pass(30 * MINUTE + 1000);
    await runner.stop();
    const stopped = scheduler.stop();
    await time.pass(2 * MINUTE);
    await stopped;
    expect(await state()).toMatchObject({ state: 'running', run: runner.wishes[0]?.id });
    runner.isStopped = false;
    scheduler = schedulerOf([HOURLY]);
    await scheduler.start();
    await time.pass(5 * MINUTE);
    expect(runner.wishes.map(({ id }) => id)).toEqual([runner.wishes[0]?.id, runner.wishes[0]?.id]);
    expect(await state()).toMatchObject({ state: 'passed', attempts: 2, dueAt: '2026-01-01T01:00:00.000Z' });
    expect(events).toContain('job-taken-over');
  });

  it('waits for a store that is away, and goes on when it is back', async () => {
    let isAway = false;
    const made = async () => {
      if (isAway) throw new StoreError('STORE_AWAY', 'The store is away.');
      return store.made();
    };
    scheduler = schedulerOf([HOURLY], { ...store, made });
    await scheduler.start();
    await time.pass(20 * MINUTE);
    isAway = true;
    await time.pass(20 * MINUTE);
    expect(runner.begun).toEqual([]);
    isAway = false;
    await time.pass(MINUTE);
    expect(runner.begun).toEqual(['2026-01-01T01:10']);
    expect(events.filter((event) => event === 'schedule-waits')).toHaveLength(1);
    expect(events).toContain('store-is-back');
    // It may go while a run is under way, too: what that came to is written when it is back.
    await time.pass(49 * MINUTE + 30_000);
    isAway = true;
    await time.pass(10 * MINUTE);
    expect(await state()).toMatchObject({ state: 'running', dueAt: '2026-01-01T02:00:00.000Z' });
    isAway = false;
    await time.pass(MINUTE);
    expect(await state()).toMatchObject({ state: 'passed', dueAt: '2026-01-01T02:00:00.000Z' });
  });
});
