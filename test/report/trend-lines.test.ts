import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import { trendOf, type Outcome, type TrendSource } from '../../src/model/index.ts';
import { trendLines } from '../../src/report/index.ts';
import { sparkline } from '../../src/report/sparkline.ts';
import { stepColumns } from '../../src/report/step-columns.ts';

const colors = picocolors.createColors(false);

/** Runs of these days, of which each check found so many; null where it could not run. */
function source(days: readonly number[], found: Readonly<Record<string, readonly (number | null)[]>>): TrendSource {
  return {
    subject: 'shop',
    title: 'shop',
    narrowed: 2,
    runs: days.map((day, at) => ({
      number: at + 1,
      id: `${at}`,
      mode: 'audit',
      startedAt: new Date(Date.UTC(2026, 0, day)).toISOString(),
    })),
    looks: Object.entries(found).flatMap(([check, row]) =>
      row.map((count, at) => {
        const outcome: Outcome = count === null ? 'could-not-run' : count === 0 ? 'passed' : 'found';
        return {
          number: at + 1,
          check,
          outcome,
          severity: check.startsWith('c') ? ('critical' as const) : ('warning' as const),
          count,
          examined: null,
        };
      }),
    ),
    resolved: new Map([['c', { count: 2, milliseconds: 2 * 36 * 3_600_000 }]]),
  };
}
const trend = trendOf(source([1, 2, 5, 9], { c: [0, 8, null, 4], 'w-with-a-longer-name': [0, 0, 8, 8], quiet: [0, 0, 0, 0] }), () => null);

describe('Columns of a chart', () => {
  it('are steps: what a run found holds until the next', () => {
    expect(stepColumns([0, 5, 10], [1, 2, 3], 11)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]);
  });

  it('go on after a run that did not look, and not after one that got no answer', () => {
    expect(stepColumns([0, 2, 4], [1, 'not-looked-at', 3], 5)).toEqual([1, 1, 'not-looked-at', 1, 3]);
    expect(stepColumns([0, 2, 4], [1, 'no-answer', 3], 5)).toEqual([1, 1, 'no-answer', 'no-answer', 3]);
  });

  it('show the last run of their time that looked', () => {
    expect(stepColumns([0, 1, 2, 3], [1, 2, 'not-looked-at', 4], 1)).toEqual([4]);
    expect(stepColumns([0, 1, 2], [1, 2, 'not-looked-at'], 1)).toEqual([2]);
  });

  it('are empty before the first run that looked', () => {
    expect(stepColumns([0, 1], ['not-looked-at', 2], 3)).toEqual(['not-looked-at', null, 2]);
  });
});

describe('A sparkline', () => {
  it('tells none from little, and both from what nobody knows', () => {
    expect(sparkline([0, 1, 2, 3, 4], [0, 1, 100, 'no-answer', 50], 5)).toBe('▁▂█·▅');
  });
});

describe('A trend for people', () => {
  it('is a chart that fits the terminal', () => {
    for (const width of [30, 40, 60, 80, 200]) {
      const lines = trendLines(trend, { colors, width });
      // A name is not broken, however narrow the terminal is.
      expect(
        lines.filter((line) => Array.from(line).length > width),
        `${width}`,
      ).toEqual([]);
    }
    expect(trendLines(trend, { colors, width: 60 }).join('\n')).toMatchInlineSnapshot(`
      "Open findings of shop: 12 (4 critical, 8 warning), in 4
      runs, 2026-01-01 00:00 to 2026-01-09 00:00 UTC

      12 ┤                            ···························▓
         │                            ···························▓
         │                            ···························▓
         │       █████████████████████···························▓
         │       █████████████████████···························▓
         │       █████████████████████···························█
         │       █████████████████████···························█
       0 ┤▁▁▁▁▁▁▁█████████████████████···························█
         └ 2026-01-01 ──────────────────────────────── 2026-01-09
      █ critical   ▓ warning   ▁ none   · not known

      c                     ██·▅  4 (+4)
      w-with-a-longer-name  ▁▁██  8 (+8)
      1 further check found nothing at any of these runs.

      Moved most: w-with-a-longer-name 0 → 8, c 0 → 4.
      Resolved: 2 findings, on average 36 hours after the run that
      found each first.
      Consistency: not known, as the last run has counted no rows,
      or a check gave no answer.
      Not known: in 1 run a check that had answered before got no
      answer.
      Left out: 2 runs that looked at one person only."
    `);
  });

  it('is told in words where there is no terminal', () => {
    expect(trendLines(trend, { colors, width: null }).join('\n')).toMatchInlineSnapshot(`
      "Open findings of shop: 12 (4 critical, 8 warning), in 4 runs, 2026-01-01 00:00 to 2026-01-09 00:00 UTC
      At first 0 (2026-01-01 00:00), at most 12 (2026-01-09 00:00), at least 0 (2026-01-01 00:00).
        c: 0 → 4, at most 8, no answer in 1 run
        w-with-a-longer-name: 0 → 8, at most 8
      1 further check found nothing at any of these runs.
      Moved most: w-with-a-longer-name 0 → 8, c 0 → 4.
      Resolved: 2 findings, on average 36 hours after the run that found each first.
      Consistency: not known, as the last run has counted no rows, or a check gave no answer.
      Not known: in 1 run a check that had answered before got no answer.
      Left out: 2 runs that looked at one person only."
    `);
  });

  it('of one run says how it stands', () => {
    const one = trendOf({ ...source([1], { c: [0], w: [2] }), narrowed: 0, resolved: new Map() }, () => null);
    expect(trendLines(one, { colors, width: 60 }).join('\n')).toMatchInlineSnapshot(`
      "Open findings of shop: 2 (2 warning), at its only run,
      2026-01-01 00:00 UTC

      w    2
      1 further check found nothing at this run.

      Consistency: not known, as the last run has counted no rows,
      or a check gave no answer."
    `);
  });

  it('lets no name of a check draw on the terminal', () => {
    const hostile = trendOf(source([1, 2], { 'c\u001b[31m': [1, 2] }), () => null);
    expect(trendLines({ ...hostile, title: 'a\nb' }, { colors, width: null }).join('')).not.toMatch(/\p{Cc}/u);
  });
});
