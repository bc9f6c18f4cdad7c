import { describe, expect, it } from 'vitest';
import { paceOf, type RunAccount } from '../../src/model/index.ts';
import { performanceLines } from '../../src/report/index.ts';

const look = { check: 'quest-status', part: 0, count: 0, durationMs: 1500, examined: 60_000 } as const;

function run(id: string, performance: RunAccount['performance']): RunAccount {
  return {
    ...{ id, mode: 'audit', state: 'finished', undoes: null, startedAt: '2026-01-02T03:04:05.678Z', finishedAt: null },
    ...{ operator: null, toolVersion: '0.1.0', database: { engine: 'SQLite', name: 'db.sqlite3' }, user: null },
    ...{ changes: {}, found: null, left: null, verified: null, stoppedBy: null, hazards: [], leftOut: [] },
    ...(performance === undefined ? {} : { performance }),
  };
}

const RUNS = [
  run('22222222-0000', paceOf(2000, [look, { ...look, check: 'a-check', durationMs: 3, examined: null }])),
  run('11111111-0000', paceOf(65_000, [{ ...look, durationMs: 500 }])),
  run('00000000-0000', null),
];

describe('how fast runs were', () => {
  it('is told run by run, then check by check, the slowest first', () => {
    expect(performanceLines(RUNS, null)).toEqual([
      'run       started (UTC)        what        took   rows/s    rows',
      '22222222  2026-01-02 03:04:05  audit     2.00 s   40,000  60,000',
      '11111111  2026-01-02 03:04:05  audit  1 min 5 s  120,000  60,000',
      '00000000  2026-01-02 03:04:05  audit          –        –       –',
      '',
      'check         newest  median  rows/s    rows',
      'quest-status  1.50 s  1.00 s  40,000  60,000',
      'a-check         3 ms    3 ms       –       –',
    ]);
  });

  it('loses columns where a terminal has no room for them', () => {
    const heads = (width: number) => performanceLines(RUNS, width).filter((line) => /^(run|check) /.test(line));
    expect(heads(60)).toEqual(['run       started (UTC)        what        took   rows/s', 'check         newest  median  rows/s    rows']);
    expect(heads(30)).toEqual(['run       started (UTC)        what        took', 'check         newest  median']);
  });

  it('tells of a repair what its audit afterwards took, and lets nothing pass that acts on a terminal', () => {
    const pace = paceOf(9, [
      { ...look, check: 'a\u001b[2J', durationMs: 7 },
      { ...look, check: 'a\u001b[2J', part: 1, durationMs: 1 },
    ]);
    expect(performanceLines([run('1', pace)], null).at(-1)).toMatch(/^a\\u001b\[2J +1 ms +4 ms/);
  });
});
