import { describe, expect, it } from 'vitest';
import { exitCode, verdictOf, type FailOn, type RunResult, type Verdict } from '../../src/model/index.ts';
import { checkResult, checkSummary, repairSummary, runResult } from '../support/run-results.ts';

const info = (count: number) => checkResult(count, {}, { id: 'note', phase: null, severity: 'info' });
const critical = (count: number) => checkResult(count, {}, { id: 'grave', phase: null, severity: 'critical' });
const notReached = checkResult(null, { notReached: true });
const inapplicable = checkResult(null, { outcome: 'does-not-apply' }, { id: 'other', phase: null });
const verified = (checks: RunResult['checks']) => ({ checks, fixed: 0, appeared: 0 });
const tally = { entities: 1, changes: 1 };

describe('the verdict of a run', () => {
  const partial = { leftOut: [checkSummary({ id: 'quest-assignment' })] };
  const cases: readonly (readonly [string, RunResult, Verdict])[] = [
    ['issues remain', runResult([checkResult(2)]), { kind: 'issues', remaining: 2 }],
    ['issues remain beside a check that gave no answer', runResult([checkResult(2), checkResult(null)]), { kind: 'issues', remaining: 2 }],
    ['a check gave no answer', runResult([checkResult(0), checkResult(null)]), { kind: 'incomplete' }],
    [
      'a synchronization check does not apply',
      runResult([checkResult(0), checkResult(null, { outcome: 'does-not-apply' })]),
      { kind: 'incomplete' },
    ],
    ['a check was not reached', runResult([info(1), notReached]), { kind: 'incomplete' }],
    ['issues remain, and a check was not reached', runResult([checkResult(1), notReached]), { kind: 'issues', remaining: 1 }],
    ['nothing was looked at', runResult([inapplicable]), { kind: 'nothing-ran' }],
    ['findings for information only', runResult([checkResult(0), info(3)]), { kind: 'notes', notes: 3 }],
    ['nothing was found', runResult([checkResult(0)]), { kind: 'healthy', partly: false }],
    ['nothing was found by some of the checks', runResult([checkResult(0)], partial), { kind: 'healthy', partly: true }],
    ['nothing was found by checks of another application', runResult([critical(0)]), { kind: 'healthy', partly: true }],
    ['nothing but what is acknowledged', runResult([checkResult(0, { acknowledged: 1 })]), { kind: 'acknowledged', partly: false }],
    [
      'nothing but what is acknowledged, by some of the checks',
      runResult([checkResult(0, { acknowledged: 1 })], partial),
      { kind: 'acknowledged', partly: true },
    ],
    [
      'a repair that mended all',
      runResult([checkResult(2)], { mode: 'fix', repair: repairSummary({ verified: verified([checkResult(0)]) }) }),
      { kind: 'resolved', partly: false },
    ],
    [
      'a repair that mended all of what some of the checks found',
      runResult([checkResult(2)], { mode: 'fix', repair: repairSummary({ verified: verified([checkResult(0)]) }), ...partial }),
      { kind: 'resolved', partly: true },
    ],
    [
      'a repair after which one is left',
      runResult([checkResult(2)], { mode: 'fix', repair: repairSummary({ verified: verified([checkResult(1)]) }) }),
      { kind: 'issues', remaining: 1 },
    ],
    [
      'a repair whose verification could not run a check',
      runResult([checkResult(2)], { mode: 'fix', repair: repairSummary({ verified: verified([checkResult(null)]) }) }),
      { kind: 'incomplete' },
    ],
    [
      'a repair that was not verified',
      runResult([checkResult(2)], { mode: 'fix', repair: repairSummary() }),
      { kind: 'issues', remaining: 2 },
    ],
  ];
  it.each(cases)('%s', (_, result, expected) => {
    expect(verdictOf(result)).toEqual(expected);
  });
});

describe('the exit code', () => {
  const cases: readonly (readonly [string, RunResult, FailOn, number])[] = [
    ['nothing found', runResult([checkResult(0)]), 'warning', 0],
    ['a warning', runResult([checkResult(1)]), 'warning', 1],
    ['a warning, below the floor', runResult([checkResult(1)]), 'critical', 0],
    ['a critical finding, at the floor', runResult([checkResult(0), critical(1)]), 'critical', 1],
    ['an info finding, below the floor', runResult([checkResult(0), info(1)]), 'warning', 0],
    ['an info finding, at the floor', runResult([checkResult(0), info(1)]), 'info', 1],
    ['findings that are never to fail', runResult([checkResult(1), critical(1)]), 'never', 0],
    ['a check without an answer, even so', runResult([checkResult(0), checkResult(null)]), 'never', 2],
    ['a check without an answer beside issues', runResult([checkResult(1), checkResult(null)]), 'warning', 2],
    ['a further check that does not apply', runResult([checkResult(0), inapplicable]), 'warning', 0],
    ['a check that was not reached beside issues', runResult([checkResult(1), notReached]), 'warning', 1],
    ['a check that was not reached and one without an answer', runResult([checkResult(1), checkResult(null), notReached]), 'warning', 2],
    ['no check that applies', runResult([inapplicable]), 'warning', 2],
    [
      'a preview counts what is there',
      runResult([checkResult(1)], { mode: 'dry-run', repair: repairSummary({ preview: true }) }),
      'warning',
      1,
    ],
    [
      'a repair counts what remains',
      runResult([checkResult(1)], { mode: 'fix', repair: repairSummary({ verified: verified([checkResult(0)]) }) }),
      'warning',
      0,
    ],
    [
      'a repair with a record that failed',
      runResult([checkResult(1)], { mode: 'fix', repair: repairSummary({ failed: tally, verified: verified([checkResult(0)]) }) }),
      'warning',
      2,
    ],
    [
      'a repair whose verification could not run a check',
      runResult([checkResult(1)], { mode: 'fix', repair: repairSummary({ verified: verified([checkResult(null)]) }) }),
      'warning',
      2,
    ],
    ['a repair that stopped early', runResult([checkResult(1)], { mode: 'fix', repair: repairSummary({ stoppedBy: 'x' }) }), 'never', 2],
    [
      'a repair that was interrupted',
      runResult([checkResult(1)], { mode: 'fix', repair: repairSummary({ interrupted: true, verified: verified([checkResult(0)]) }) }),
      'warning',
      130,
    ],
    ['an undo counts conflicts', runResult([checkResult(0)], { mode: 'undo', repair: repairSummary({ conflicts: tally }) }), 'warning', 1],
    ['an undo does not count what is back', runResult([checkResult(5)], { mode: 'undo', repair: repairSummary() }), 'warning', 0],
    ['an undo where no check applies', runResult([inapplicable], { mode: 'undo', repair: repairSummary() }), 'warning', 0],
  ];
  it.each(cases)('%s', (_, result, failOn, code) => {
    expect(exitCode(result, failOn)).toBe(code);
  });
});
