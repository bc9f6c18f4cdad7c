import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { delivery } from '../../src/daemon/delivery.ts';
import type { ServiceContext, ServicePart } from '../../src/daemon/service-part.ts';
import { fileAddress } from '../../src/database/index.ts';
import { StoreError } from '../../src/errors.ts';
import { sharedStore, type OutboxMessage, type SharedStore } from '../../src/history/index.ts';
import { alertOfCondition, type AlertSettings, type ChannelSettings } from '../../src/notify/index.ts';
import type { ScheduledJob } from '../../src/schedule/index.ts';
import { madeRecording, minuteOf } from '../history/recordings.ts';
import type { Timer } from '../../src/timer.ts';
import { ALL_WANTED, alertSettings } from '../notify/digests.ts';
import { temporaryFolder } from '../support/cli.ts';
import { fakeTime, type FakeTime } from '../support/fake-time.ts';
import { closeListening, listening } from '../support/listening.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

const [SECOND, MINUTE] = [1_000, 60_000];
const DAILY: ScheduledJob = {
  ...{ name: 'daily', cron: '0 9 * * *', timeZone: 'UTC', database: null, title: 'default', checks: null, detailed: false, report: {} },
  ...{ failOn: null, jitter: 0 },
};

let time: FakeTime;
let store: SharedStore;
let settings: AlertSettings;
let parts: ServicePart[];
let number = 0;
/** What was said in the log, and what the receiver was told; it answers when it is let to, and always unless it hangs. */
let events: { readonly event: string; readonly [fact: string]: unknown }[];
let heard: string[];
let status = 200;
/** How many instances run, and which timers wait: an instance is done with what it does when it has set one. */
let running = 0;
let armed: Set<object>;
let arrived: () => Promise<void> = () => Promise.resolve();

beforeEach(async () => {
  time = fakeTime('2026-01-01T00:00:00Z', () => until(() => armed.size >= running));
  [running, armed] = [0, new Set()];
  store = sharedStore(fileAddress(folder.file(`${++number}.sqlite3`)));
  await store.made();
  [parts, events, heard, status] = [[], [], [], 200];
  arrived = () => Promise.resolve();
  const port = await listening(
    createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        heard.push(body);
        void arrived().then(() => response.writeHead(status).end());
      });
    }),
  );
  const chat = { ...ALL_WANTED, type: 'slack', url: `http://127.0.0.1:${port}/` } satisfies ChannelSettings;
  settings = alertSettings({ chat });
});
afterEach(async () => {
  for (const part of parts) await part.stop();
  await store.close();
  await closeListening();
});

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 10_000; !isSo() && performance.now() < end;) await wait(2);
}

const timer: Timer = (milliseconds, wake) => {
  const key = {};
  armed.add(key);
  const cancel = time.timer(milliseconds, () => {
    armed.delete(key);
    wake();
  });
  return () => {
    armed.delete(key);
    cancel();
  };
};

/** An instance of the service's part, begun. */
async function begun({ jobs = [], its = store }: { jobs?: readonly ScheduledJob[]; its?: SharedStore } = {}): Promise<ServicePart> {
  const tell = (event: string, facts: object = {}): void => void events.push({ event, ...facts });
  const context = {
    settings: { alerts: settings },
    ...{ jobs, store: its, clock: time.clock, timer, environment: {}, news: { tell: () => undefined } },
    log: { debug: tell, info: tell, warn: tell, error: tell },
  };
  const part = await delivery(context as unknown as ServiceContext);
  if (part === null) throw new Error('There is nothing to do.');
  parts.push(part);
  running += 1;
  await part.start();
  return part;
}

/** Something goes wrong, and is put into the outbox. */
async function goesWrong(name: string): Promise<void> {
  const ports = { store: await store.made(), settings, clock: time.clock };
  await alertOfCondition(ports, { news: 'probe', database: null, name, isBad: true, severity: 'critical', sentence: `${name} is down.` });
}
const outbox = async (): Promise<readonly OutboxMessage[]> => (await store.made()).outbox.newest(50);
const said = (event: string): readonly unknown[] => events.filter((one) => one.event === event);

describe('the part of the service that delivers', () => {
  it('is not there where nobody is to be told', async () => {
    const context = { settings: { alerts: alertSettings({}) } } as unknown as ServiceContext;
    expect(await delivery(context)).toBeNull();
    const [part] = [await begun()];
    expect(await part.describe()).toEqual(['Alerts: chat (slack)']);
  });

  it('sends what is put into the outbox within seconds, and tries again what was not taken', async () => {
    status = 500;
    await begun();
    await time.pass(SECOND);
    await goesWrong('api');
    await time.pass(2 * SECOND);
    expect([heard.length, said('alert-not-taken').length]).toEqual([1, 1]);
    await time.pass(10 * SECOND);
    expect(heard).toHaveLength(1);
    status = 200;
    await time.pass(15 * SECOND);
    expect([heard.length, said('alert-sent').length]).toEqual([2, 1]);
    await time.pass(5 * MINUTE);
    expect(heard).toHaveLength(2);
    expect(await outbox()).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('sends what was put there before it began, and nothing twice, however many instances look', async () => {
    await goesWrong('one');
    await goesWrong('two');
    await begun();
    await begun();
    await time.pass(10 * SECOND);
    expect(heard).toHaveLength(2);
    expect(said('alert-sent')).toHaveLength(2);
  });

  it('sends again, after two minutes, what an instance held that is gone', async () => {
    await goesWrong('api');
    const { outbox: its } = await store.made();
    const [message] = await outbox();
    const now = time.clock().getTime();
    await its.claim(message as OutboxMessage, 'gone', new Date(now).toISOString(), new Date(now + 2 * MINUTE).toISOString());
    await begun();
    await time.pass(MINUTE);
    expect(heard).toEqual([]);
    await time.pass(MINUTE + 2 * SECOND);
    expect(heard).toHaveLength(1);
  });

  it('ends what it is sending before it stops, and says so of what was cut off', async () => {
    let answer: () => void = () => undefined;
    arrived = () => new Promise((resolve) => (answer = resolve));
    await goesWrong('api');
    const part = await begun();
    await until(() => heard.length === 1);
    const stopped = part.stop();
    answer();
    await stopped;
    running -= 1;
    expect(await outbox()).toMatchObject([{ state: 'sent' }]);
    // One that does not answer is left after five seconds, and is tried again by the next start.
    await goesWrong('other');
    const second = await begun();
    await until(() => heard.length === 2);
    running -= 1;
    const cut = second.stop();
    await time.pass(5 * SECOND);
    await cut;
    expect((await outbox()).map(({ state }) => state).sort()).toEqual(['sent', 'waiting']);
  });

  it('waits for a store that is away for a minute, and sends then', async () => {
    let isAway = true;
    const made: SharedStore['made'] = () => (isAway ? Promise.reject(new StoreError('STORE_AWAY', 'The store is away.')) : store.made());
    await goesWrong('api');
    await begun({ its: { ...store, made } });
    await time.pass(MINUTE);
    expect(heard).toEqual([]);
    expect(said('outbox-not-read')).toHaveLength(1);
    isAway = false;
    await time.pass(5 * SECOND);
    expect(heard).toHaveLength(1);
    expect(said('outbox-is-back')).toHaveLength(1);
  });

  it('tells of jobs that have not run, once, and that they have; of runs of which nobody told; and of nothing that was there before', async () => {
    const { jobs, history } = await store.made();
    const record = async (run: number, count: number): Promise<void> => {
      const looks = { 'quest-status': count };
      await history.record(await madeRecording({ subject: 'main', number: run, looks, changes: { startedAt: minuteOf(run) } }));
    };
    await record(1, 2);
    const key = { job: 'daily', database: 'default' };
    await jobs.add(key, '2025-12-31T09:00:00.000Z');
    await begun({ jobs: [DAILY, { ...DAILY, name: 'never looked at' }] });
    await time.pass(3 * SECOND);
    time.set('2026-01-01T09:59:00Z');
    await time.pass(3 * SECOND);
    expect(heard).toEqual([]);
    await record(2, 3);
    time.set('2026-01-01T10:01:00Z');
    await time.pass(5 * SECOND);
    expect(heard).toHaveLength(2);
    const all = heard.join();
    expect(all).toContain('The job daily on default should have begun at 2026-01-01 09:00 UTC, and has not.');
    expect(all).toContain('quest-status (warning): 3, 2 before');
    time.set('2026-01-01T16:00:00Z');
    await time.pass(5 * SECOND);
    expect(heard).toHaveLength(2);
    const [state] = await jobs.all();
    if (state !== undefined) await jobs.change(state, { dueAt: '2026-01-01T09:00:00.000Z' });
    time.set('2026-01-01T16:02:00Z');
    await time.pass(5 * SECOND);
    expect(heard.slice(2)).toEqual([expect.stringContaining('The job daily on default has begun again.')]);
  });
});
