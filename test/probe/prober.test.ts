import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/history/index.ts';
import { Prober, probeStandings, type ProbeLease, type Target } from '../../src/probe/index.ts';
import { openedStore } from '../history/fixtures.ts';
import { temporaryFolder } from '../support/cli.ts';
import { fakeTime, type FakeTime } from '../support/fake-time.ts';
import { madeTarget } from './targets.ts';

const folder = temporaryFolder();
let server: Server;
let base: string;
let store: Store;
let isWell = true;
let under = 0;
let hits: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    hits.push(request.url ?? '');
    if (request.url === '/hangs') return;
    under++;
    response.on('close', () => under--);
    response.writeHead(isWell ? 200 : 500).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
let stores = 0;
beforeEach(async () => {
  store = await openedStore(folder.file(`store-${++stores}.sqlite3`));
  isWell = true;
  hits = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  folder.remove();
});

const free = (): ProbeLease & { isHeld: boolean } => ({
  rhythm: 10_000,
  isHeld: true,
  hold: () => Promise.resolve(true),
  release: () => Promise.resolve(),
});

/** What is under way is on this machine and takes some milliseconds of real time. */
const timeFrom = (start: string): FakeTime =>
  fakeTime(start, async () => {
    await wait(25);
    while (under > 0) await wait(5);
    await wait(5);
  });

interface World {
  readonly prober: Prober;
  readonly changes: string[];
  readonly log: string[];
  pass(milliseconds: number): Promise<void>;
}

function proberOf(targets: readonly Target[], time: FakeTime, changes: { lease?: ProbeLease; store?: () => Promise<Store> } = {}): World {
  const told: string[] = [];
  const log: string[] = [];
  let before = new Map<string, string>();
  const say = (event: string): void => void log.push(event);
  const prober = new Prober({
    targets,
    lease: changes.lease ?? free(),
    store: changes.store ?? (() => Promise.resolve(store)),
    secret: (written) => Promise.resolve(written),
    clock: time.clock,
    timer: time.timer,
    log: { debug: say, info: say, warn: say, error: say },
    looked: ({ name }, { state }) => {
      if (before.get(name) !== state) told.push(`${name} ${state} ${Math.round(time.clock().getTime() / 60_000) % 60}`);
      before = new Map(before).set(name, state);
      return Promise.resolve();
    },
  });
  return { prober, changes: told, log, pass: (milliseconds) => time.pass(milliseconds) };
}

describe('the prober', () => {
  it('looks in its rhythm, and tells what changes after hysteresis', async () => {
    const time = timeFrom('2026-01-01T00:00:00Z');
    const world = proberOf([madeTarget(`${base}/a`, { name: 'a', retries: 0 })], time);
    world.prober.start();
    await world.pass(150_000);
    expect(hits).toHaveLength(3);
    isWell = false;
    await world.pass(60_000);
    isWell = true;
    await world.pass(60_000);
    isWell = false;
    await world.pass(120_000);
    isWell = true;
    await world.pass(180_000);
    await world.prober.stop();
    expect(world.changes).toEqual(['a up 0', 'a down 6', 'a up 8']);
    const [standing] = await probeStandings(store, time.clock());
    expect(standing?.windows.day).toMatchObject({ results: 10, uptime: 0.7 });
  });

  it('lets a target that hangs delay no other', async () => {
    const time = timeFrom('2026-01-01T00:00:00Z');
    const world = proberOf(
      [madeTarget(`${base}/hangs`, { name: 'hangs', timeoutMs: 30_000 }), madeTarget(`${base}/b`, { name: 'b' })],
      time,
    );
    world.prober.start();
    await world.pass(300_000);
    await world.prober.stop();
    expect(hits.filter((path) => path === '/b').length).toBeGreaterThanOrEqual(5);
    expect(hits.filter((path) => path === '/hangs')).toHaveLength(1);
    // What was asked while it was told to stop does not count.
    expect((await store.probes.all()).map(({ name }) => name)).toEqual(['b']);
  });

  it('goes on in the rhythm of whoever looked before it, also where the clock was set back', async () => {
    const time = timeFrom('2026-01-01T00:00:00Z');
    const first = proberOf([madeTarget(`${base}/a`, { name: 'a' })], time);
    first.prober.start();
    await first.pass(1_000);
    await first.prober.stop();
    const second = proberOf([madeTarget(`${base}/a`, { name: 'a' })], time);
    second.prober.start();
    await second.pass(50_000);
    expect(hits).toHaveLength(1);
    await second.pass(10_000);
    expect(hits).toHaveLength(2);
    time.set('2025-06-01T00:00:00Z');
    await second.pass(120_000);
    expect(hits).toHaveLength(4);
    await second.prober.stop();
    const third = proberOf([madeTarget(`${base}/a`, { name: 'a' })], timeFrom('2025-01-01T00:00:00Z'));
    third.prober.start();
    await third.pass(0);
    await third.prober.stop();
    expect(hits).toHaveLength(5);
  });

  it('looks only while the lease is its own', async () => {
    const time = timeFrom('2026-01-01T00:00:00Z');
    let isMine = false;
    const lease = { ...free(), hold: () => Promise.resolve(isMine) };
    const world = proberOf([madeTarget(`${base}/a`, { name: 'a' })], time, { lease });
    world.prober.start();
    await world.pass(120_000);
    expect(hits).toHaveLength(0);
    isMine = true;
    await world.pass(70_000);
    expect(hits).toHaveLength(2);
    isMine = false;
    await world.pass(120_000);
    expect(hits).toHaveLength(2);
    await world.prober.stop();
  });

  it('goes on when a store comes back that was away, and says what was not kept', async () => {
    const time = timeFrom('2026-01-01T00:00:00Z');
    let isAway = false;
    const world = proberOf([madeTarget(`${base}/a`, { name: 'a', intervalMs: 20_000 })], time, {
      store: () => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(store)),
    });
    world.prober.start();
    await world.pass(25_000);
    isAway = true;
    await world.pass(60_000);
    isAway = false;
    await world.pass(60_000);
    await world.prober.stop();
    expect(world.log).toContain('probe-not-kept');
    expect(hits.length).toBeGreaterThanOrEqual(7);
    const [state] = await store.probes.all();
    expect(state).toMatchObject({ state: 'up', revision: 5 });
  });
});
