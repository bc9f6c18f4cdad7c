import { describe, expect, it } from 'vitest';
import { dueTime, isFromTheFuture, jitterOf, nextLook, retryTime } from '../../src/schedule/index.ts';
import { WEEKLY } from '../support/weekly-job.ts';

const at = (time: string): Date => new Date(time);
const since = (dueAt: string, retryAt: string | null = null) => ({ dueAt, retryAt });

describe('a job is due', () => {
  it('at its time, and not before', () => {
    const progress = since('2026-11-25T00:00:00.000Z');
    expect(dueTime(WEEKLY, progress, at('2026-11-30T00:59:59Z'))).toBeNull();
    expect(dueTime(WEEKLY, progress, at('2026-11-30T01:00:00Z'))).toBe('2026-11-30T01:00:00.000Z');
  });

  it('once for all the times that were missed', () => {
    const due = dueTime(WEEKLY, since('2026-01-01T00:00:00.000Z'), at('2026-12-01T00:00:00Z'));
    expect(due).toBe('2026-11-30T01:00:00.000Z');
    expect(dueTime(WEEKLY, since(due ?? ''), at('2026-12-01T00:00:00Z'))).toBeNull();
  });

  it('again when its attempt has failed, unless its next time has come', () => {
    const progress = since('2026-11-23T01:00:00.000Z', '2026-11-23T01:05:00.000Z');
    expect(dueTime(WEEKLY, progress, at('2026-11-23T01:04:00Z'))).toBeNull();
    expect(dueTime(WEEKLY, progress, at('2026-11-23T01:05:00Z'))).toBe('2026-11-23T01:00:00.000Z');
    expect(dueTime(WEEKLY, progress, at('2026-11-30T02:00:00Z'))).toBe('2026-11-30T01:00:00.000Z');
  });

  it('a little later by its own share of the jitter, the same for all who ask', () => {
    const job = { ...WEEKLY, jitter: 600 };
    const late = jitterOf(job);
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(600_000);
    expect(jitterOf({ ...job, title: 'other' })).not.toBe(late);
    const begin = Date.parse('2026-11-30T01:00:00Z') + late;
    const progress = since('2026-11-25T00:00:00.000Z');
    expect(dueTime(job, progress, new Date(begin - 1001))).toBeNull();
    expect(dueTime(job, progress, new Date(begin))).toBe('2026-11-30T01:00:00.000Z');
    expect(nextLook(job, progress, at('2026-11-30T00:59:00Z'))?.getTime()).toBe(begin);
  });

  it('not for a time that is done with, when the clock is set back', () => {
    const progress = since('2026-11-30T01:00:00.000Z');
    expect(dueTime(WEEKLY, progress, at('2026-11-29T23:00:00Z'))).toBeNull();
    expect(isFromTheFuture(progress, at('2026-11-29T23:00:00Z'))).toBe(false);
    expect(isFromTheFuture(progress, at('2026-11-28T22:59:00Z'))).toBe(true);
  });
});

describe('an attempt that failed', () => {
  it('is made again after pauses that grow, and not for ever', () => {
    const minutes = Array.from({ length: 10 }, (_, index) => retryTime(index + 1, at('2026-01-01T00:00:00Z'))?.slice(11, 16) ?? null);
    expect(minutes).toEqual(['00:01', '00:02', '00:04', '00:08', '00:16', '00:30', '00:30', '00:30', '00:30', null]);
  });
});
