import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsJson, holdsText } from '../../src/probe/expectation.ts';
import { conditionAfter, type Condition } from '../../src/probe/hysteresis.ts';
import { figuresOf } from '../../src/probe/standing.ts';
import { LATENCY_BOUNDS, latencyBucket } from '../../src/model/index.ts';

const PATIENCE = { worseAfter: 2, betterAfter: 3 };

/** The states after each result, by the first letters of the outcomes. */
function states(results: string, patience = PATIENCE): string {
  const outcomes = { u: 'up', s: 'slow', d: 'down' } as const;
  let condition: Condition | null = null;
  let told = '';
  for (const letter of results) {
    condition = conditionAfter(condition, outcomes[letter as 'u'], told, patience);
    told += condition.state.charAt(0);
  }
  return told;
}

describe('hysteresis', () => {
  it.each([
    ['the first result decides', 'd', 'd'],
    ['one failure is none', 'uduud', 'uuuuu'],
    ['two in a row are', 'udd', 'uud'],
    ['it takes three to be well again', 'udduuu', 'uudddu'],
    ['one failure begins the count anew', 'udduuduuu', 'uudddddd' + 'u'],
    ['slow and down are slow at least', 'usd', 'uus'],
    ['and down after two more', 'usddd', 'uussd'],
    ['down and slow, then slow: slow', 'ddsss', 'dddds'],
    ['better by what is worst of them', 'ddusu', 'dddds'],
    ['from slow it gets worse and better by itself', 'ssddsss', 'sssdd' + 'ds'],
  ])('%s', (_, results, expected) => {
    expect(states(results)).toBe(expected);
  });

  it('never changes without enough results in a row on one side of it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('u', 's', 'd'), { minLength: 1, maxLength: 40 }), (list) => {
        const results = list.join('');
        const told = states(results);
        for (let place = 1; place < told.length; place++) {
          if (told[place] === told[place - 1]) continue;
          const rank = (letter: string | undefined) => 'usd'.indexOf(letter ?? '');
          const isWorse = rank(told[place]) > rank(told[place - 1]);
          const last = results.slice(0, place + 1).slice(isWorse ? -PATIENCE.worseAfter : -PATIENCE.betterAfter);
          for (const letter of last) {
            expect(Math.sign(rank(letter) - rank(told[place - 1]))).toBe(isWorse ? 1 : -1);
          }
        }
      }),
    );
  });
});

describe('what is expected of a body', () => {
  it.each([
    ['a text', 'hello world', 'lo wo', true],
    ['pieces in order', 'hello world', 'he*wor', true],
    ['pieces out of order', 'hello world', 'wor*he', false],
    ['pieces that overlap', 'aba', 'ab*ba', false],
    ['what a regular expression would take for one', 'a+b', 'a.b', false],
  ])('%s', (_, text, pattern, expected) => {
    expect(holdsText(text, pattern)).toBe(expected);
  });

  it('is looked for in a moment, whatever it is', () => {
    const began = performance.now();
    expect(holdsText('a'.repeat(65_536), `${'a*'.repeat(499)}b`)).toBe(false);
    expect(holdsText('a'.repeat(65_536), `${'a'.repeat(999)}b`)).toBe(false);
    expect(performance.now() - began).toBeLessThan(500);
  });

  it.each([
    [{ status: 'ok', more: 1 }, { status: 'ok' }, true],
    [{ status: 'ok' }, { status: 'ok', more: 1 }, false],
    [{ a: { b: [1, { c: null }] } }, { a: { b: [1, {}] } }, true],
    [[1, 2], [1], false],
    [{}, { constructor: {} }, false],
    [{}, { toString: {} }, false],
    [[], {}, false],
    [null, {}, false],
    ['1', 1, false],
  ])('%j holds %j: %s', (value, wanted, expected) => {
    expect(holdsJson(value, wanted)).toBe(expected);
  });
});

describe('uptime and percentiles', () => {
  it('are close to what was measured, and never out of its bucket', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 29_000 }), { minLength: 1, maxLength: 200 }), fc.nat(50), (times, downs) => {
        const tallies = [
          ...times.map((time) => ({ name: 'x', outcome: 'up' as const, bucket: latencyBucket(time), results: 1, totalMs: time })),
          ...(downs === 0 ? [] : [{ name: 'x', outcome: 'down' as const, bucket: 0, results: downs, totalMs: 0 }]),
        ];
        const { uptime, p50, p95, results } = figuresOf(tallies);
        expect(uptime).toBeCloseTo(times.length / (times.length + downs), 10);
        expect(results).toBe(times.length + downs);
        const sorted = times.toSorted((one, other) => one - other);
        for (const [share, told] of [
          [0.5, p50],
          [0.95, p95],
        ] as const) {
          const real = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
          const bucket = latencyBucket(real);
          expect(told).toBeGreaterThanOrEqual(LATENCY_BOUNDS[bucket - 1] ?? 0);
          expect(told).toBeLessThanOrEqual(LATENCY_BOUNDS[bucket] ?? Infinity);
        }
      }),
    );
  });

  it('are not known where nothing was measured', () => {
    expect(figuresOf([])).toEqual({ results: 0, uptime: null, p50: null, p95: null, p99: null });
  });
});
