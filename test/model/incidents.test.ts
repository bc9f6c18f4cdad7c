import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatedFindings, incidentsOf as incidentsAmong } from '../../src/model/index.ts';

type DatedFinding = Parameters<DatedFindings['add']>[0];

const HOUR = 3_600_000;
const START = Date.UTC(2025, 5, 1);
const DAYS = 60;
const END = START + DAYS * 24 * HOUR;

const incidentsOf = (findings: readonly DatedFinding[], now: number) => incidentsAmong(new DatedFindings(findings), now);

/** Numbers from 0 to 1, the same for the same seed. */
function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const finding = (check: string, at: number, since = END): DatedFinding => ({
  check,
  at: Math.floor(at),
  since: new Date(since).toISOString(),
});

/** Things that go wrong one by one all the time: by day twice as often as on average, where `isDaily`. */
function noise(count: number, chance: () => number, isDaily: boolean): readonly DatedFinding[] {
  return Array.from({ length: count }, () => {
    const at = START + chance() * (END - START);
    const isNight = Math.floor((at - START) / HOUR) % 24 < 12;
    return finding(chance() < 0.5 ? 'one' : 'two', isDaily && isNight ? at + 12 * HOUR : at);
  }).filter(({ at }) => at < END);
}

describe('Incidents', () => {
  it('are none in noise alone, however much of it there is', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 8000 }), fc.boolean(), (seed, count, isDaily) => {
        expect(incidentsOf(noise(count, chances(seed), isDaily), END)).toEqual([]);
      }),
      { numRuns: 300, seed: 15 },
    );
  });

  it('are each burst that stands out of the noise, with its findings', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 1500 }),
        fc.uniqueArray(fc.integer({ min: 1, max: DAYS - 2 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 30, max: 400 }),
        (seed, quiet, days, size) => {
          const chance = chances(seed);
          const bursts = days.sort((a, b) => a - b).map((day) => START + day * 24 * HOUR + Math.floor(chance() * 20) * HOUR);
          const planted = bursts.flatMap((from) => Array.from({ length: size }, () => finding('burst', from + chance() * 50 * 60_000)));
          const found = incidentsOf([...noise(quiet, chance, true), ...planted], END);
          expect(found).toHaveLength(bursts.length);
          for (const [index, incident] of found.entries()) {
            expect(Date.parse(incident.from)).toBeLessThanOrEqual((bursts[index] ?? 0) + HOUR);
            expect(Date.parse(incident.to)).toBeLessThanOrEqual((bursts[index] ?? 0) + 3 * HOUR);
            // The densest hour may begin a little before the burst, with noise, and end before its last rows.
            expect(incident.checks.find(({ check }) => check === 'burst')?.findings).toBeGreaterThan(size * 0.9);
          }
        },
      ),
      { numRuns: 200, seed: 15 },
    );
  });

  it('are one where a burst goes on for hours', () => {
    const found = incidentsOf(
      Array.from({ length: 300 }, (_, at) => finding(at % 3 === 0 ? 'two' : 'one', START + 10 * HOUR + at * 60_000, END + at)),
      END,
    );
    expect(found).toEqual([
      {
        id: '2025-06-01T10',
        from: '2025-06-01T10:00:00.000Z',
        to: '2025-06-01T14:59:00.000Z',
        findings: 300,
        checks: [
          { check: 'one', findings: 200 },
          { check: 'two', findings: 100 },
        ],
        firstSeen: new Date(END).toISOString(),
        steadyPerHour: 0,
      },
    ]);
  });

  it('are five findings of an hour at least', () => {
    const hour = (count: number) => Array.from({ length: count }, (_, at) => finding('one', START + at * 60_000));
    expect(incidentsOf(hour(4), END)).toEqual([]);
    expect(incidentsOf(hour(5), END)).toMatchObject([{ findings: 5 }]);
  });

  it('need time that has passed: what all dates from the last hour is not known to be a burst', () => {
    expect(
      incidentsOf(
        Array.from({ length: 50 }, (_, at) => finding('one', END - at * 60_000)),
        END,
      ),
    ).toEqual([]);
  });

  it('take no finding of the future into account', () => {
    expect(
      incidentsOf(
        Array.from({ length: 50 }, () => finding('one', END + HOUR)),
        END,
      ),
    ).toEqual([]);
  });
});
