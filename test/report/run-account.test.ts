import picocolors from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { RunAccount } from '../../src/model/index.ts';
import { changeDetails, runLine, runLines } from '../../src/report/index.ts';
import { change } from '../support/report-of.ts';

const colors = picocolors.createColors(false);
const ID = '0a1b2c3d-0000-4000-8000-000000000001';
const OTHER = 'ffeeddcc-0000-4000-8000-000000000002';

function account(over: Partial<RunAccount> = {}): RunAccount {
  return {
    ...{ id: ID, mode: 'fix', state: 'finished', undoes: null, startedAt: '2026-01-02T03:04:05.678Z', finishedAt: null },
    ...{ operator: null, toolVersion: '0.1.0', database: { engine: 'SQLite', name: 'db.sqlite3' }, user: null },
    ...{ changes: {}, found: null, left: null, verified: null, stoppedBy: null, hazards: [], leftOut: [] },
    ...over,
  };
}
const NOTHING = { entities: 0, changes: 0 };

describe('a run in one line', () => {
  it('says when, what, how it ended, how much it changed, and where', () => {
    expect(runLine(account({ changes: { committed: 8, unknown: 2 } }))).toBe(
      '0a1b2c3d  2026-01-02 03:04:05  fix               finished     8 committed, 2 unknown changes  db.sqlite3',
    );
    expect(runLine(account({ undoes: OTHER, mode: 'undo', state: 'running' }))).toBe(
      '0a1b2c3d  2026-01-02 03:04:05  undo of ffeeddcc  running      no changes              db.sqlite3',
    );
  });

  it('lets nothing pass that acts on a terminal', () => {
    expect(runLine(account({ database: { engine: 'SQLite', name: 'a\u001b[2J' } }))).toMatch(/ {2}a\\u001b\[2J$/);
  });
});

describe('a run in full', () => {
  it('wraps what many checks had found, and cuts none of it', () => {
    const found = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`check-with-a-name-${index}`, index === 3 ? null : index]));
    const lines = runLines(account({ found }), colors);
    const first = lines.findIndex((each) => each.startsWith('Found:'));
    const list = [lines[first] ?? '', ...lines.slice(first + 1).filter((each) => each.startsWith('       '))];
    expect(list.length).toBeGreaterThan(5);
    expect(Math.max(...list.map((each) => each.length))).toBeLessThanOrEqual(80);
    const counts = Object.entries(found).filter(([, count]) => count !== 0);
    expect(list.map((each) => each.trim()).join(' ')).toBe(
      `Found: ${counts.map(([check, count]) => `${count ?? 'not run'} ${check}`).join(', ')}`,
    );
  });

  it('says what is known', () => {
    expect(runLines(account(), colors)).toEqual([
      `Run ${ID}: fix, finished`,
      'Started: 2026-01-02 03:04:05.678+00:00',
      'With: peerquest-audit 0.1.0',
      'Database: db.sqlite3 (SQLite)',
      'Changes: none',
    ]);
  });

  it('says everything where everything is known', () => {
    const whole = account({
      ...{ mode: 'undo', undoes: OTHER, state: 'interrupted', finishedAt: '2026-01-02T03:05:00Z', operator: 'zoe@host', user: 'ann' },
      changes: { committed: 8, unknown: 2 },
      found: { 'quest-status': 2, 'user-level': 0, 'quest-assignment': null },
      left: { conflicts: { entities: 1, changes: 1 }, alreadyDone: { entities: 2, changes: 2 }, failed: { entities: 3, changes: 3 } },
      verified: { fixed: 1, remaining: 4, appeared: 5 },
      ...{ stoppedBy: 'the disk is full', unsigned: 'it is not signed', hazards: ['A trigger.'], leftOut: ['A guild.'] },
    });
    expect(runLines(whole, colors)).toEqual([
      `Run ${ID}: undo of run ${OTHER}, interrupted`,
      'Started: 2026-01-02 03:04:05.678+00:00',
      'Ended: 2026-01-02 03:05:00+00:00',
      'By: zoe@host',
      'With: peerquest-audit 0.1.0',
      'Database: db.sqlite3 (SQLite)',
      'Only: user ann',
      'Found: 2 quest-status, not run quest-assignment',
      'Changes: 8 committed, 2 unknown',
      'Left alone, as changed or acknowledged meanwhile: 1 record',
      'Nothing left to do: 2 records',
      'Failed: 3 records',
      'Verified: 1 issue fixed, 4 remaining, 5 newly appeared',
      'Ended early: the disk is full',
      'Not vouched for: another program may have written it, because it is not signed',
      'Note: the database acts by itself. A trigger.',
      'Left out: A guild.',
    ]);
  });

  it('says nothing of what did not happen', () => {
    const left = { conflicts: NOTHING, alreadyDone: NOTHING, failed: NOTHING };
    const lines = runLines(account({ left, found: { 'quest-status': 0 } }), colors);
    expect(lines).toHaveLength(6);
    expect(lines).toContain('Found: nothing');
  });

  it('is a plan where it has not been applied, whose words nothing vouches for', () => {
    expect(runLines(account({ state: 'planned' }), colors)).toEqual([
      `Plan ${ID}: fix, planned`,
      'Made: 2026-01-02 03:04:05.678+00:00',
      'With: peerquest-audit 0.1.0',
      'Database: db.sqlite3 (SQLite)',
      'Changes: none',
      'Words: the sentences are those of the file, which nothing vouches for; the rows and values below each are what it holds',
    ]);
  });
});

describe('one change in full', () => {
  it('is what it would do, and each column before and after', () => {
    const words = [
      { plan: 'update quest', done: 'Updated quest' },
      { plan: 'assign it', done: 'Assigned it' },
    ];
    const update = change({ words, before: { status: 'open', xp: 5 }, after: { status: 'in "progress"', xp: null } });
    expect(changeDetails(update, colors)).toEqual([
      'Would update quest; Would assign it',
      '  update quests_quest id=5',
      '  before: status="open" xp=5',
      '  after:  status="in \\"progress\\"" xp=null',
    ]);
    expect(changeDetails({ ...update, status: 'applied' }, colors)[0]).toBe('Updated quest; Assigned it');
  });

  it('has no row before an insert and none after a delete, and says why it was not made', () => {
    expect(changeDetails(change({ operation: 'insert', before: null, key: { id: null } }), colors)).toEqual([
      'Would update quest',
      '  insert quests_quest id=null',
      '  after:  status="in-progress"',
    ]);
    expect(changeDetails(change({ operation: 'delete', after: null, status: 'skipped', reason: 'it is gone' }), colors)).toEqual([
      'Would update quest',
      '  delete quests_quest id=5',
      '  state:  it is gone',
      '  before: status="open"',
    ]);
  });
});
