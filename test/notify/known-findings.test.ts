import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lookedAgain, NOTHING_KNOWN, type Differences, type KnownFindings, type SeenCheck } from '../../src/notify/known-findings.ts';

const seen = (count: number | null, severity: SeenCheck['severity'] = 'warning'): SeenCheck => ({
  check: 'quest-status',
  group: 'sync',
  title: 'Quest Status',
  severity,
  count,
});

/** What is said of looks one after the other, by counts alone. */
function said(...looks: readonly SeenCheck[]): readonly (string | null)[] {
  let known: KnownFindings = NOTHING_KNOWN;
  return looks.map((look, index) => {
    const { checks, changes } = lookedAgain(known, index + 1, [look], new Map());
    known = { run: index + 1, checks, trouble: null };
    return changes[0]?.what ?? null;
  });
}

describe('what is worth an alert', () => {
  test('by counts: only what is otherwise than before', () => {
    expect(said(seen(0), seen(2), seen(2), seen(3), seen(1), seen(0), seen(0), seen(1))).toEqual([
      ...[null, 'new', null, 'worse', 'resolved', 'resolved', null, 'returned'],
    ]);
    expect(said(seen(2), seen(2))).toEqual(['new', null]);
  });

  test('where it could not look, nothing is gone', () => {
    expect(said(seen(2), seen(null), seen(2), seen(null), seen(0))).toEqual(['new', null, null, null, 'resolved']);
  });

  test('graver findings are worse, milder ones nothing new', () => {
    expect(said(seen(2), seen(2, 'critical'), seen(2), seen(2, 'critical'))).toEqual(['new', 'worse', null, 'worse']);
    expect(said(seen(3), seen(2, 'critical'))).toEqual(['new', 'worse']);
  });

  const by = (before: number, after: number, differences: Differences): string | null => {
    const known: KnownFindings = { run: 1, trouble: null, checks: lookedAgain(NOTHING_KNOWN, 1, [seen(before)], new Map()).checks };
    return lookedAgain(known, 2, [seen(after)], new Map([['quest-status', differences]])).changes[0]?.what ?? null;
  };

  test('by findings: as many as before may be others', () => {
    expect(by(2, 2, { appeared: 0, returned: 0, resolved: 0 })).toBeNull();
    expect(by(2, 2, { appeared: 1, returned: 0, resolved: 1 })).toBe('worse');
    expect(by(2, 3, { appeared: 0, returned: 1, resolved: 0 })).toBe('returned');
    expect(by(0, 1, { appeared: 1, returned: 0, resolved: 0 })).toBe('new');
    expect(by(2, 1, { appeared: 0, returned: 0, resolved: 1 })).toBe('resolved');
  });

  test('to acknowledge is no change, its end is one', () => {
    expect(by(2, 1, { appeared: 0, returned: 0, resolved: 0 })).toBeNull();
    expect(by(1, 2, { appeared: 0, returned: 0, resolved: 0 })).toBe('worse');
  });

  test('whatever is looked at: what is said agrees with the counts, and saying it again says nothing', () => {
    const looks = fc.array(fc.option(fc.integer({ min: 0, max: 4 })), { maxLength: 30 });
    fc.assert(
      fc.property(looks, (counts) => {
        let last = 0;
        const told = said(...counts.map((count) => seen(count)));
        for (const [index, count] of counts.entries()) {
          if (count === null) expect(told[index]).toBeNull();
          else {
            const expected = count === last ? [null] : count < last ? ['resolved'] : last > 0 ? ['worse'] : ['new', 'returned'];
            expect(expected).toContain(told[index]);
            last = count;
          }
        }
      }),
    );
  });
});
