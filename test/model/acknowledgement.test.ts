import { describe, expect, it } from 'vitest';
import { dayOf, evidenceHash, isOver, stateAcknowledgement, type Acknowledgement } from '../../src/model/index.ts';

const finding = { expected: { status: 'in-progress' }, actual: { status: 'open' } };
const acknowledgement: Acknowledgement = {
  ...{ database: null, check: 'quest-status', fingerprint: 'f', key: '5', evidence: evidenceHash(finding) },
  ...{ reason: 'known', by: 'zoe', on: '2026-01-02', until: null },
};

describe('an acknowledgement', () => {
  const said = { reason: 'known', by: 'zoe', on: '2026-01-02' };

  it('holds as long as the finding is what it was', () => {
    expect(stateAcknowledgement(acknowledgement, finding, '2030-01-01')).toEqual({ ...said, until: null, standing: 'holds' });
    const other = { ...finding, actual: { status: 'completed' } };
    expect(stateAcknowledgement(acknowledgement, other, '2030-01-01')).toEqual({ ...said, until: null, standing: 'changed' });
  });

  it.each([
    ['2026-03-01', 'holds'],
    ['2026-02-28', 'holds'],
    ['2026-03-02', 'expired'],
  ])('that ends on the first of March is on %s one that %s', (today, standing) => {
    const until = '2026-03-01';
    expect(stateAcknowledgement({ ...acknowledgement, until }, finding, today)).toEqual({ ...said, until, standing });
  });

  it('is over after its last day, and without one never', () => {
    expect(isOver('2026-03-01', '2026-03-01')).toBe(false);
    expect(isOver('2026-03-01', '2026-03-02')).toBe(true);
    expect(isOver(null, '9999-12-31')).toBe(false);
  });

  it('counts days in UTC', () => {
    expect(dayOf(new Date('2026-01-02T23:59:59.999Z'))).toBe('2026-01-02');
    expect(dayOf(new Date('2026-01-02T23:00:00-02:00'))).toBe('2026-01-03');
  });
});

describe('what a finding’s values come to', () => {
  const hashOf = (actual: Parameters<typeof evidenceHash>[0]['actual']): string => evidenceHash({ expected: {}, actual });

  it('is a hash that baselines keep', () => {
    expect(evidenceHash(finding)).toBe('9b18c766a73d5346f13e5585bf829dab');
  });

  it('does not depend on the order of the values', () => {
    expect(hashOf({ a: 1, b: null })).toBe(hashOf({ b: null, a: 1 }));
  });

  it('tells apart what is expected and what is there, names and values', () => {
    const hashes = [
      hashOf({ a: 1 }),
      evidenceHash({ expected: { a: 1 }, actual: {} }),
      hashOf({ b: 1 }),
      hashOf({ a: '1' }),
      hashOf({ a: null }),
      hashOf({ a: true }),
      hashOf({}),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it('of a person is who it is and whether they are there, not what they are called', () => {
    const person = (id: string, username: string | null) => hashOf({ assignee: { id, username } });
    expect(person('1', 'ann')).toBe(person('1', 'anna'));
    expect(person('1', 'ann')).not.toBe(person('2', 'ann'));
    expect(person('1', 'ann')).not.toBe(person('1', null));
  });
});
