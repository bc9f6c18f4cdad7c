import { describe, expect, it } from 'vitest';
import {
  acknowledgedCount,
  findingCount,
  hasPhases,
  isComplete,
  issueCount,
  nothingRan,
  notRun,
  remainingIssues,
} from '../../src/model/index.ts';
import { checkResult, checkSummary, repairSummary, runResult } from '../support/run-results.ts';

const info = checkResult(4, { acknowledged: 2 }, { id: 'note', phase: null, severity: 'info' });
const critical = checkResult(1, {}, { id: 'grave', phase: null, severity: 'critical' });
const failed = checkResult(null);
const inapplicable = checkResult(null, { outcome: 'does-not-apply' }, { id: 'other', phase: null });

describe('what a run counts', () => {
  const result = runResult([checkResult(2, { acknowledged: 3 }), info, critical, failed]);

  it('as issues are findings that are a warning or graver', () => {
    expect(issueCount(result)).toBe(3);
    expect(findingCount(result, ['info'])).toBe(4);
    expect(findingCount(result, ['critical', 'info'])).toBe(5);
    expect(findingCount(result, [])).toBe(0);
  });

  it('as acknowledged is what counts nowhere else', () => {
    expect(acknowledgedCount(result)).toBe(5);
  });

  it('as remaining is what the audit after a repair still finds, where there was one', () => {
    const verified = { checks: [checkResult(1)], fixed: 1, appeared: 0 };
    expect(remainingIssues(runResult([checkResult(2)]))).toBe(2);
    expect(remainingIssues(runResult([checkResult(2)], { mode: 'fix', repair: repairSummary() }))).toBe(2);
    expect(remainingIssues(runResult([checkResult(2)], { mode: 'fix', repair: repairSummary({ verified }) }))).toBe(1);
  });
});

describe('checks without an answer', () => {
  const ids = (result: Parameters<typeof notRun>[0]) => notRun(result).map(({ check }) => check.id);

  it('are those that failed, and synchronization checks that do not apply', () => {
    const sync = checkResult(null, { outcome: 'does-not-apply' }, { id: 'quest-assignment' });
    expect(ids(runResult([checkResult(1), failed, sync, inapplicable]))).toEqual(['quest-status', 'quest-assignment']);
    expect(ids(runResult([checkResult(1), inapplicable]))).toEqual([]);
  });

  it('stand there once where they failed before and after a repair, and where they failed only afterwards', () => {
    const checks = [failed, checkResult(null, {}, { id: 'quest-assignment' })];
    const repair = repairSummary({ verified: { checks, fixed: 0, appeared: 0 } });
    expect(ids(runResult([failed, checkResult(0, {}, { id: 'quest-assignment' })], { mode: 'fix', repair }))).toEqual([
      'quest-status',
      'quest-assignment',
    ]);
  });
});

describe('how much of a database was looked at', () => {
  const own = checkResult(0, {}, { id: 'own', phase: null });
  const leftOut = [checkSummary({ id: 'quest-assignment' })];

  it('is nothing where no check gave an answer', () => {
    expect(nothingRan(runResult([failed, inapplicable]))).toBe(true);
    expect(nothingRan(runResult([failed, checkResult(0)]))).toBe(false);
  });

  it('is not a matter of synchronization checks in the database of another application', () => {
    expect(hasPhases(runResult([own]).start)).toBe(false);
    expect(hasPhases(runResult([own, checkResult(0)]).start)).toBe(true);
    expect(hasPhases(runResult([own], { leftOut }).start)).toBe(true);
  });

  it('is complete when every synchronization check ran', () => {
    expect(isComplete(runResult([checkResult(0), own, inapplicable]))).toBe(true);
    expect(isComplete(runResult([own]))).toBe(false);
    expect(isComplete(runResult([checkResult(0)], { leftOut }))).toBe(false);
    expect(isComplete(runResult([checkResult(0), failed]))).toBe(false);
  });
});
