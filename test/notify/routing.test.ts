import { describe, expect, test } from 'vitest';
import type { ChannelSettings } from '../../src/notify/index.ts';
import { dueAt, routed } from '../../src/notify/routing.ts';
import { ALL_WANTED, change, digest } from './digests.ts';

const channel = (wants: Partial<ChannelSettings> = {}): ChannelSettings =>
  ({ ...ALL_WANTED, type: 'slack', url: 'env:SLACK', ...wants }) as ChannelSettings;

describe('who is told', () => {
  const mixed = digest({
    changes: [change(), change({ check: 'gold-balance', group: 'gold', severity: 'critical', what: 'resolved' })],
    first: [
      { check: 'quest-status', what: 'new', headline: 'a' },
      { check: 'gold-balance', what: 'new', headline: 'b' },
    ],
  });
  const checks = (wants: Partial<ChannelSettings>): readonly string[] | null => {
    const told = routed(mixed, channel(wants));
    return told?.type === 'findings' ? told.changes.map(({ check }) => check) : null;
  };

  test('by severity, group, database and what it is', () => {
    expect(checks({})).toEqual(['quest-status', 'gold-balance']);
    expect(checks({ severity: 'critical' })).toEqual(['gold-balance']);
    expect(checks({ groups: ['sync'] })).toEqual(['quest-status']);
    expect(checks({ groups: ['xp'] })).toBeNull();
    expect(checks({ databases: ['main'] })).toHaveLength(2);
    expect(checks({ databases: ['other'] })).toBeNull();
    expect(checks({ on: ['new'] })).toEqual(['quest-status']);
    expect(checks({ on: ['probe'] })).toBeNull();
  });

  test('the first findings are those of what it is told', () => {
    expect(routed(mixed, channel({ groups: ['gold'] }))).toMatchObject({ first: [{ headline: 'b' }] });
    expect(routed(mixed, channel({ findings: 0 }))).toMatchObject({ first: [] });
  });

  test('a run that failed is told to whoever wants to know, with or without findings', () => {
    const failed = digest({ changes: [], trouble: { news: 'run-failed', isBad: true, sentence: 'It failed.' } });
    expect(routed(failed, channel({ severity: 'critical', groups: ['xp'] }))).toMatchObject({ trouble: { isBad: true } });
    expect(routed(failed, channel({ on: ['new'] }))).toBeNull();
  });
});

describe('quiet hours', () => {
  const due = (now: string, quiet: Partial<NonNullable<ChannelSettings['quiet']>>, severity: 'critical' | 'warning' = 'warning'): string =>
    dueAt(
      digest({ changes: [change({ severity })] }),
      { quiet: { from: '22:00', to: '07:00', timeZone: 'UTC', unless: null, ...quiet } },
      new Date(now),
    ).toISOString();

  test('wait for the morning, in the zone of people', () => {
    expect(due('2026-01-01T12:00:00.000Z', {})).toBe('2026-01-01T12:00:00.000Z');
    expect(due('2026-01-01T22:00:30.000Z', {})).toBe('2026-01-02T07:00:00.000Z');
    expect(due('2026-01-02T06:59:59.000Z', {})).toBe('2026-01-02T07:00:00.000Z');
    expect(due('2026-01-02T07:00:00.000Z', {})).toBe('2026-01-02T07:00:00.000Z');
    expect(due('2026-01-01T15:00:00.000Z', { timeZone: 'Asia/Manila' })).toBe('2026-01-01T23:00:00.000Z');
    expect(due('2026-01-01T13:30:00.000Z', { from: '13:00', to: '14:00' })).toBe('2026-01-01T14:00:00.000Z');
  });

  test('end at their time when the clocks are put forward or back in the night', () => {
    expect(due('2026-03-28T22:00:00.000Z', { timeZone: 'Europe/Berlin' })).toBe('2026-03-29T05:00:00.000Z');
    const back = due('2026-10-24T21:00:00.000Z', { timeZone: 'Europe/Berlin' });
    expect(back).toBe('2026-10-25T06:00:00.000Z');
  });

  test('hold nothing back that is as grave as was said', () => {
    expect(due('2026-01-01T23:00:00.000Z', { unless: 'critical' }, 'critical')).toBe('2026-01-01T23:00:00.000Z');
    expect(due('2026-01-01T23:00:00.000Z', { unless: 'critical' })).toBe('2026-01-02T07:00:00.000Z');
  });
});
