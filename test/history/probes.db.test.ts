import { expect, it } from 'vitest';
import type { ProbeState } from '../../src/history/index.ts';
import { describeStores } from './stores.ts';

const at = (hours: number): string => new Date(Date.UTC(2026, 0, 1) + hours * 3_600_000).toISOString();

function next(name: string, changes: Partial<ProbeState> = {}): ProbeState {
  return {
    name,
    revision: 1,
    state: 'up',
    since: at(0),
    pending: [],
    at: at(0),
    outcome: 'up',
    latencyMs: 42,
    status: 200,
    reason: null,
    certificateEnds: null,
    ...changes,
  };
}

describeStores('probes', (store) => {
  const state = async (name: string) => (await store().probes.all()).find((one) => one.name === name) ?? null;

  it('are kept as they were given', async () => {
    const given = next('whole', {
      state: 'slow',
      pending: ['down', 'slow'],
      outcome: 'down',
      latencyMs: null,
      status: null,
      reason: 'refuses connections 🎉',
      certificateEnds: at(9),
    });
    expect(await store().probes.keep(null, given)).toBe(true);
    expect(await state('whole')).toEqual(given);
  });

  it('are not kept over a result that was not seen', async () => {
    await store().probes.keep(null, next('raced'));
    const seen = await state('raced');
    expect(await store().probes.keep(null, next('raced'))).toBe(false);
    expect(await store().probes.keep(seen, next('raced', { state: 'down', outcome: 'down' }))).toBe(true);
    expect(await store().probes.keep(seen, next('raced'))).toBe(false);
    expect(await state('raced')).toMatchObject({ state: 'down', revision: 2 });
    const results = (await store().probes.tally('ever')).filter(({ name }) => name === 'raced');
    expect(results.map(({ outcome, results: count }) => [outcome, count])).toEqual([
      ['down', 1],
      ['up', 1],
    ]);
  });

  it('are counted by hours and days and altogether, and hours and days are forgotten', async () => {
    const results = [
      [0, 'up', 42],
      [0.5, 'up', 49],
      [1, 'slow', 2500],
      [30, 'down', null],
      [30, 'up', 1],
    ] as const;
    for (const [hours, outcome, latencyMs] of results)
      await store().probes.keep(await state('counted'), next('counted', { at: at(hours), outcome, latencyMs }));
    const tally = async (grain: 'hour' | 'day' | 'ever', since?: string) =>
      (await store().probes.tally(grain, since))
        .filter(({ name }) => name === 'counted')
        .map(({ outcome, bucket, results: count, totalMs }) => [outcome, bucket, count, totalMs]);
    const all = [
      ['down', 0, 1, 0],
      ['slow', 15, 1, 2500],
      ['up', 0, 1, 1],
      ['up', 4, 2, 91],
    ];
    expect(await tally('ever')).toEqual(all);
    expect(await tally('hour', at(0))).toEqual(all);
    expect(await tally('hour', at(1.9))).toEqual([all[0], all[1], all[2]]);
    expect(await tally('day', at(30))).toEqual([all[0], all[2]]);
    const dated = (await store().probes.dated('hour', at(1))).filter(({ name }) => name === 'counted');
    expect(dated.map(({ start, outcome, bucket, results: count }) => [start, outcome, bucket, count])).toEqual([
      ['2026-01-01T01', 'slow', 15, 1],
      ['2026-01-02T06', 'down', 0, 1],
      ['2026-01-02T06', 'up', 0, 1],
    ]);
    await store().probes.prune(at(2), at(24));
    expect(await tally('hour')).toEqual([all[0], all[2]]);
    expect(await tally('day')).toEqual([all[0], all[2]]);
    expect(await tally('ever')).toEqual(all);
  });

  it('make no more rows than there are hours, days and buckets', async () => {
    for (let minute = 0; minute < 120; minute++)
      await store().probes.keep(await state('bounded'), next('bounded', { at: at(minute / 60), latencyMs: 30 + (minute % 3) }));
    const rows = (await store().probes.tally('hour')).filter(({ name }) => name === 'bounded');
    expect(rows).toEqual([{ name: 'bounded', outcome: 'up', bucket: 3, results: 120, totalMs: 120 * 31 }]);
  });
});
