import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Lease, type JobState } from '../../src/history/index.ts';
import { describeStores } from './stores.ts';

const SINCE = '2026-01-01T00:00:00.000Z';

describeStores('jobs', (store) => {
  const only = async (database: string): Promise<JobState> => {
    const [found] = (await store().jobs.all()).filter((one) => one.database === database);
    if (found === undefined) throw new Error('It is not known.');
    return found;
  };

  it('are made known once, also by several at once', async () => {
    const key = { job: 'weekly', database: 'once' };
    await Promise.all([1, 2, 3].map((day) => store().jobs.add(key, `2026-01-0${day}T00:00:00.000Z`)));
    expect(await only('once')).toMatchObject({ ...key, state: 'waiting', run: null, attempts: 0 });
    expect((await store().jobs.all()).filter(({ database }) => database === 'once')).toHaveLength(1);
  });

  it('change as they were seen, or not at all', async () => {
    await store().jobs.add({ job: 'weekly', database: 'changed' }, SINCE);
    const seen = await only('changed');
    const run = randomUUID();
    const began = { state: 'running', run, attempts: 1, dueAt: '2026-01-05T01:00:00.000Z' } as const;
    const results = await Promise.all([1, 2, 3].map(() => store().jobs.change(seen, began)));
    expect(results.filter((result) => result !== null)).toEqual([{ ...seen, ...began, revision: 2 }]);
    const ended = { state: 'failed', exitCode: 2, error: 'Not reached.', retryAt: SINCE, finishedAt: SINCE } as const;
    expect(await store().jobs.change(await only('changed'), ended)).not.toBeNull();
    expect(await only('changed')).toEqual({ ...seen, ...began, ...ended, revision: 3 });
  });
});

describeStores('leases', (store) => {
  it('have one holder, whoever asks at once', async () => {
    const name = randomUUID();
    const all = Array.from({ length: 5 }, () => new Lease(name));
    for (let round = 0; round < 3; round++) {
      const held = await Promise.all(all.map((lease) => lease.hold(store().leases)));
      expect(held.filter(Boolean)).toHaveLength(1);
      expect(all.filter(({ isHeld }) => isHeld)).toHaveLength(1);
    }
  });

  it('are taken over when nothing was heard of the holder for their time, and at once when it let go', async () => {
    const name = randomUUID();
    let now = 0;
    const [one, other] = [1, 2].map(() => new Lease(name, 30_000, () => now)) as [Lease, Lease];
    expect(await one.hold(store().leases)).toBe(true);
    for (let turn = 0; turn < 5; turn++) {
      now += 20_000;
      expect([await other.hold(store().leases), await one.hold(store().leases)]).toEqual([false, true]);
    }
    await other.hold(store().leases);
    now += 29_000;
    expect([await other.hold(store().leases), one.isHeld]).toEqual([false, true]);
    now += 1_000;
    expect([one.isHeld, await other.hold(store().leases), await one.hold(store().leases)]).toEqual([false, true, false]);
    await other.release(store().leases);
    expect(await one.hold(store().leases)).toBe(true);
    // What is not held is not let go of for another.
    await other.release(store().leases);
    expect(await other.hold(store().leases)).toBe(false);
  });
});

describe('a lease', () => {
  it('that nobody ever had is not held', () => {
    expect(new Lease('x').isHeld).toBe(false);
  });
});
