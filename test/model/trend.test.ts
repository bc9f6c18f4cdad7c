import { describe, expect, it } from 'vitest';
import { consistencyOf, movers, trendOf, type Entity, type TrendLook, type TrendSource } from '../../src/model/index.ts';

/** Runs of a day each, and what each found: a number, `x` for no answer, `/` for a check that does not apply, a space for one that was not looked at. */
function source(found: Readonly<Record<string, readonly (number | 'x' | '/' | ' ')[]>>): TrendSource {
  const length = Math.max(...Object.values(found).map((row) => row.length));
  const runs = Array.from({ length }, (_, at) => ({
    number: at + 1,
    id: `run ${at + 1}`,
    mode: 'audit' as const,
    startedAt: new Date(Date.UTC(2026, 0, 1 + at)).toISOString(),
  }));
  const looks = Object.entries(found).flatMap(([check, row]) =>
    row.flatMap((value, at): readonly TrendLook[] => {
      if (value === ' ') return [];
      const outcome = value === 'x' ? 'could-not-run' : value === '/' ? 'does-not-apply' : value === 0 ? 'passed' : 'found';
      const count = typeof value === 'number' ? value : null;
      return [{ number: at + 1, check, outcome, severity: check.startsWith('c') ? 'critical' : 'warning', count, examined: null }];
    }),
  );
  return { subject: 'shop', title: 'shop', runs, narrowed: 0, looks, resolved: new Map() };
}
const open = (found: Parameters<typeof source>[0]) => trendOf(source(found), () => null).points.map((point) => point.open);
const gaps = (found: Parameters<typeof source>[0]) => trendOf(source(found), () => null).points.map((point) => point.gap);

describe('A trend', () => {
  it('adds up what each run found, by severity', () => {
    expect(open({ c: [3, 1], w: [0, 4], w2: [2, 2] })).toEqual([
      { critical: 3, warning: 2, info: 0 },
      { critical: 1, warning: 6, info: 0 },
    ]);
    expect(gaps({ c: [3, 1] })).toEqual([null, null]);
  });

  it('has a gap, and never zero, where a check that had answered could not run', () => {
    expect(open({ c: [3, 'x', 1], w: [2, 2, 2] })).toEqual([
      { critical: 3, warning: 2, info: 0 },
      { critical: null, warning: 2, info: 0 },
      { critical: 1, warning: 2, info: 0 },
    ]);
    expect(gaps({ c: [3, 'x', 1] })).toEqual([null, 'no-answer', null]);
  });

  it('has a gap where a run did not look at a check that runs before it had looked at', () => {
    expect(open({ c: [3, 3], w: [2, ' '] })[1]).toEqual({ critical: 3, warning: null, info: 0 });
    expect(gaps({ c: [3, 3], w: [2, ' '] })).toEqual([null, 'not-looked-at']);
  });

  it('misses no check before its first answer, nor one that never applies', () => {
    expect(gaps({ c: [3, 3], w: [' ', 2], w2: ['/', '/'] })).toEqual([null, null]);
  });

  it('misses a check that no longer applies', () => {
    expect(gaps({ w: [2, '/'] })).toEqual([null, 'no-answer']);
  });

  it('tells each check run by run', () => {
    const [check] = trendOf(source({ c: [' ', 3, 'x', '/', 0] }), () => null).checks;
    expect(check).toMatchObject({ check: 'c', first: 3, last: 0, open: ['not-looked-at', 3, 'no-answer', 'does-not-apply', 0] });
  });

  it('names the checks that moved most, and none that stood still', () => {
    const trend = trendOf(source({ c: [3, 1], w: [2, 9], w2: [5, 5], w3: [' ', 4] }), () => null);
    expect(movers(trend, 5).map(({ check, change }) => [check, change])).toEqual([
      ['w', 7],
      ['c', -2],
    ]);
  });

  it('is without resolved findings not resolved in no time', () => {
    const none = trendOf(source({ c: [1] }), () => null);
    expect([none.resolved, none.meanMillisecondsToResolve]).toEqual([0, null]);
    const some = trendOf(
      {
        ...source({ c: [1], w: [1] }),
        resolved: new Map([
          ['c', { count: 2, milliseconds: 60 }],
          ['w', { count: 1, milliseconds: 0 }],
        ]),
      },
      () => null,
    );
    expect([some.resolved, some.meanMillisecondsToResolve]).toEqual([3, 20]);
  });
});

describe('The consistency score', () => {
  const entityOf = (check: string): Entity | null => (check.startsWith('q') ? 'quest' : check.startsWith('p') ? 'participant' : null);

  it('is the share of rows that no check found', () => {
    expect(
      consistencyOf(
        [
          { check: 'q', count: 1, examined: 10 },
          { check: 'p', count: 2, examined: 20 },
        ],
        entityOf,
      ),
    ).toBe(27 / 30);
  });

  it('counts a row for each check that found it, never below none', () => {
    expect(
      consistencyOf(
        [
          { check: 'q1', count: 1, examined: 4 },
          { check: 'q2', count: 2, examined: 4 },
        ],
        entityOf,
      ),
    ).toBe(1 / 4);
    expect(
      consistencyOf(
        [
          { check: 'q1', count: 3, examined: 4 },
          { check: 'q2', count: 3, examined: 4 },
        ],
        entityOf,
      ),
    ).toBe(0);
  });

  it('is not known where no rows were counted', () => {
    expect(
      consistencyOf(
        [
          { check: 'q', count: 1, examined: null },
          { check: 'other', count: 1, examined: 10 },
        ],
        entityOf,
      ),
    ).toBe(null);
  });

  it('is not known of a run in which a check of these rows gave no answer', () => {
    const looks = source({ q: [1, 'x'], q2: [0, 0], other: [1, 1] });
    const counted = { ...looks, looks: looks.looks.map((look) => ({ ...look, examined: 4 })) };
    expect(trendOf(counted, entityOf).points.map(({ consistency }) => consistency)).toEqual([0.75, null]);
  });
});
