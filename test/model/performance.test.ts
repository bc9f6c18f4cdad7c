import { describe, expect, it } from 'vitest';
import { median, paceOf } from '../../src/model/index.ts';

const look = { check: 'one', part: 0, count: 0, durationMs: 500, examined: 1000 } as const;

describe('how fast a run was', () => {
  it('goes by the checks whose rows are known', () => {
    const pace = paceOf(3000, [look, { ...look, check: 'two', durationMs: 2000, examined: null }, { ...look, check: 'three' }]);
    expect(pace).toMatchObject({ durationMs: 3000, examined: 2000, rowsPerSecond: 2000 });
    expect(pace.checks.map(({ rowsPerSecond }) => rowsPerSecond)).toEqual([2000, null, 2000]);
  });

  it('is not known where no rows are, or no time', () => {
    expect(paceOf(10, [{ ...look, examined: null }])).toMatchObject({ examined: null, rowsPerSecond: null });
    expect(paceOf(10, [{ ...look, durationMs: 0 }])).toMatchObject({ examined: 1000, rowsPerSecond: null });
    expect(paceOf(10, [])).toEqual({ durationMs: 10, examined: null, rowsPerSecond: null, checks: [] });
  });

  it('leaves out checks that gave no answer, and tells what was looked at after a repair', () => {
    const { checks } = paceOf(10, [{ ...look, count: null }, look, { ...look, part: 1 }]);
    expect(checks.map(({ afterwards }) => afterwards)).toEqual([false, true]);
  });
});

it('finds the middle of numbers', () => {
  expect([median([]), median([3]), median([9, 1]), median([9, 1, 2]), median([4, 1, 2, 9])]).toEqual([null, 3, 5, 2, 3]);
});
