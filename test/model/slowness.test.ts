import { describe, expect, it } from 'vitest';
import { slownessOf, type TimedRun } from '../../src/model/index.ts';

const run = (durationMs: number, checks: Readonly<Record<string, number>> = {}): TimedRun => ({
  durationMs,
  checks: new Map(Object.entries(checks)),
});
const often = (times: number, ...what: Parameters<typeof run>): readonly TimedRun[] => Array.from({ length: times }, () => run(...what));

describe('what is slower than before', () => {
  it('took more than twice the median', () => {
    expect(slownessOf(run(10_001), often(10, 5000))).toEqual({ runs: 10, run: { durationMs: 10_001, medianMs: 5000 }, checks: [] });
    expect(slownessOf(run(10_000), often(10, 5000))).toBeNull();
    expect(slownessOf(run(10_000), [...often(4, 90_000), ...often(6, 100)])?.run).toEqual({ durationMs: 10_000, medianMs: 100 });
    expect(slownessOf(run(10_000), [...often(6, 90_000), ...often(4, 100)])).toBeNull();
  });

  it('took at least a second longer: milliseconds do not count', () => {
    expect(slownessOf(run(999), often(10, 1))).toBeNull();
    expect(slownessOf(run(1001), often(10, 1))?.run).toEqual({ durationMs: 1001, medianMs: 1 });
  });

  it('is told by three runs at least', () => {
    expect(slownessOf(run(9000), often(2, 10))).toBeNull();
    expect(slownessOf(run(9000), often(3, 10))?.runs).toBe(3);
    expect(slownessOf(run(9000), [])).toBeNull();
  });

  it('may be checks alone, those that lost most first, each by the runs in which it answered', () => {
    const before = [...often(3, 5000, { one: 100, two: 100 }), ...often(2, 5000, { two: 100 })];
    const slower = slownessOf(run(9000, { one: 2000, two: 4000, three: 9000 }), before);
    expect(slower?.run).toBeNull();
    expect(slower?.checks.map(({ check }) => check)).toEqual(['two', 'one']);
    expect(slownessOf(run(9000, { one: 2000 }), before.slice(1))).toBeNull();
  });
});
