import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatedFindings, hoursOf, incidentsOf, sharesOf, type Incident } from '../../src/model/index.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2025, 6, 1, 13);
const NOW = START + 1000 * HOUR;

const burst = (minutes: readonly number[], check = 'one'): DatedFindings =>
  new DatedFindings(minutes.map((minute) => ({ check, at: START + minute * 60_000, since: '' })));
function only(dated: DatedFindings): Incident {
  const [incident, ...others] = incidentsOf(dated, NOW);
  if (incident === undefined || others.length > 0) throw new Error('There is not one incident.');
  return incident;
}

describe('The share of an incident', () => {
  it('is one of the hours of the clock in which it lies', () => {
    expect(hoursOf({ from: '2025-06-30T23:50:00.000Z', to: '2025-07-01T00:10:00.000Z' })).toEqual(['2025-06-30T23', '2025-07-01T00']);
    expect(hoursOf({ from: '2025-07-01T13:00:00.000Z', to: '2025-07-01T13:59:59.999Z' }, 1)).toEqual([
      '2025-07-01T12',
      '2025-07-01T13',
      '2025-07-01T14',
    ]);
  });

  it('is told of each check of which findings date from these hours', () => {
    // That of the fifth minute is none of the burst, and bad in its hour all the same.
    const dated = burst([5, 30, 40, 50, 58, 62, 70, 80]);
    dated.add({ check: 'two', at: START + 30 * 60_000, since: '' });
    const known = { '2025-07-01T13': 10, '2025-07-01T14': 5, '2025-07-01T15': 7 };
    expect(sharesOf(only(dated), dated, (check) => (check === 'one' ? known : 'for a reason'))).toEqual(
      new Map([
        ['one', { bad: 8, rows: 15 }],
        ['two', { unknown: 'for a reason' }],
      ]),
    );
  });

  it('is not known where an hour was not counted, or fewer rows were than are bad', () => {
    const dated = burst([50, 52, 54, 56, 61, 62]);
    const share = (rows: Readonly<Record<string, number>>) => sharesOf(only(dated), dated, () => rows).get('one');
    expect(share({ '2025-07-01T13': 10 })).toEqual({ unknown: 'the last audit that recorded its findings saw no burst there' });
    expect(share({ '2025-07-01T13': 3, '2025-07-01T14': 2 })).toEqual({ unknown: 'its rows have changed since they were counted' });
    expect(share({ '2025-07-01T13': 4, '2025-07-01T14': 2 })).toEqual({ bad: 6, rows: 6 });
  });

  it('is never more than the whole, nor made of what was not counted', () => {
    const rows = fc.dictionary(fc.constantFrom('2025-07-01T13', '2025-07-01T14', '2025-07-01T15'), fc.nat(60));
    fc.assert(
      fc.property(fc.array(fc.nat(150), { minLength: 5, maxLength: 60 }), rows, (minutes, known) => {
        const dated = burst(minutes);
        for (const incident of incidentsOf(dated, NOW)) {
          const share = sharesOf(incident, dated, () => known).get('one');
          if (share === undefined || 'unknown' in share) continue;
          expect(share.bad).toBeGreaterThanOrEqual(incident.findings);
          expect(share.bad).toBeLessThanOrEqual(share.rows);
          expect(share.rows).toBe(hoursOf(incident).reduce((sum, hour) => sum + (known[hour] ?? NaN), 0));
        }
      }),
      { seed: 15 },
    );
  });
});
