import { describe, expect, it } from 'vitest';
import { probePasts } from '../../src/probe/index.ts';
import type { DatedTally, Store } from '../../src/history/index.ts';

const NOW = new Date('2026-03-31T12:34:56Z');

/** The past that a store with these rows tells. */
function told(by: 'hour' | 'day', rows: readonly DatedTally[]) {
  const asked: unknown[] = [];
  const probes = { dated: (...wish: unknown[]) => (asked.push(wish), Promise.resolve(rows)) } as unknown as Store['probes'];
  return probePasts({ probes }, by, NOW).then((past) => ({ ...past, asked }));
}

const row = (start: string, outcome: DatedTally['outcome'], results: number, bucket = 3): DatedTally => {
  return { name: 'shop', start, outcome, bucket, results, totalMs: results * 30 };
};

describe('the past of probes', () => {
  it('is that of 90 days with today, or of the hours of a week', async () => {
    const { starts, asked, probes } = await told('day', []);
    expect([starts.length, starts[0], starts.at(-1)]).toEqual([90, '2026-01-01T00:00:00.000Z', '2026-03-31T00:00:00.000Z']);
    expect([asked, probes]).toEqual([[['day', starts[0]]], []]);
    const hours = (await told('hour', [])).starts;
    expect([hours.length, hours.at(-1)]).toEqual([168, '2026-03-31T12:00:00.000Z']);
  });

  it.each([
    ['up', [row('2026-03-01', 'up', 1440)]],
    ['up', [row('2026-03-01', 'up', 1430), row('2026-03-01', 'down', 10), row('2026-03-01', 'slow', 10)]],
    ['slow', [row('2026-03-01', 'up', 95), row('2026-03-01', 'slow', 5)]],
    ['down', [row('2026-03-01', 'up', 99), row('2026-03-01', 'down', 1)]],
    ['down', [row('2026-03-01', 'down', 1)]],
  ] as const)('of a day stands out as %s by shares of its results', async (outcome, rows) => {
    const { probes } = await told('day', rows);
    expect(probes[0]?.past).toMatchObject([{ start: '2026-03-01T00:00:00.000Z', outcome }]);
  });

  it('has the times of what was answered, each day by itself', async () => {
    const { probes } = await told('day', [row('2026-03-01', 'down', 3, 0), row('2026-03-02', 'up', 1), row('2026-03-02', 'slow', 1, 15)]);
    expect(probes).toMatchObject([
      {
        name: 'shop',
        past: [
          { up: 0, slow: 0, down: 3, p50: null, p95: null },
          { up: 1, slow: 1, down: 0, p50: 35 },
        ],
      },
    ]);
  });
});
