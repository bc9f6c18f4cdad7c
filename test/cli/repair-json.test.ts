import { describe, expect, it } from 'vitest';
import { repairDesk, type JsonChange } from '../support/repair-cli.ts';

const desk = repairDesk();

const MEMBERS = ['check', 'table', 'operation', 'key', 'before', 'after', 'status', 'reason'];
const FOUND = { 'approved-without-participant': 3, 'quest-assignment': 2, 'quest-status': 0 };
const NONE = { 'approved-without-participant': 0, 'quest-assignment': 0, 'quest-status': 0 };
const STUDENT_2 = '52000000-0000-4000-8000-000000000002';
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

function mustBeChanges(changes: readonly JsonChange[], status: string): void {
  expect(changes).toHaveLength(8);
  for (const change of changes) {
    // Optional members are null, never absent; none is there that the format does not name.
    expect(Object.keys(change).sort()).toEqual([...MEMBERS].sort());
    expect(change).toMatchObject({ status, reason: null });
    expect(['quests_quest', 'quests_questparticipant']).toContain(change.table);
    expect(Object.keys(change.key)).toEqual(['id']);
  }
}

describe('the JSON report', () => {
  it('of a preview: what is there, and what would be changed', () => {
    const { code, report } = desk.json('--fix-issues', '--dry-run');
    expect(code).toBe(1);
    expect(report).toMatchObject({
      schemaVersion: 1,
      run: { mode: 'dry-run', user: null, startedAt: expect.stringMatching(ISO) as string },
      summary: { issuesFound: 5, issuesFixed: 0, issuesRemaining: 5, byCheck: FOUND, remainingByCheck: FOUND, totalParticipants: 8 },
    });
    mustBeChanges(report.changes, 'planned');
    expect(report.changes[0]).toEqual({
      check: 'approved-without-participant',
      table: 'quests_questparticipant',
      operation: 'insert',
      key: { id: null },
      before: null,
      after: {
        id: null,
        status: 'joined',
        joined_at: null,
        completed_at: null,
        progress_notes: '',
        application_id: null,
        application_date: null,
        application_message: null,
        review_notes: null,
        reviewed_at: null,
        quest_id: 1,
        user_id: STUDENT_2,
      },
      status: 'planned',
      reason: null,
    });
    expect(report.changes[1]).toEqual({
      check: 'approved-without-participant',
      table: 'quests_quest',
      operation: 'update',
      key: { id: 1 },
      before: { status: 'open', assigned_to_id: null, updated_at: '2025-07-01T04:22:32Z' },
      after: { status: 'in-progress', assigned_to_id: STUDENT_2, updated_at: null },
      status: 'planned',
      reason: null,
    });
  });

  it('says of a preview, and of nothing else, that it is one', () => {
    const isPreview = (...args: readonly string[]) => desk.json(...args).report.summary.repair?.['preview'];
    expect(isPreview('--fix-issues', '--dry-run')).toBe(true);
    expect(isPreview('--fix-issues')).toBe(false);
    // There is nothing left to do: that makes no preview of it.
    expect(isPreview('--fix-issues')).toBe(false);
    expect(isPreview('--fix-issues', '--dry-run')).toBe(true);
    expect(isPreview('undo', 'last', '--yes', '--dry-run')).toBe(true);
    expect(isPreview('undo', 'last', '--yes')).toBe(false);
  });

  it('of a repair: findings as before it, numbers that remain as after it, rows as they were written', () => {
    const { code, report } = desk.json('--fix-issues');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      run: { mode: 'fix' },
      summary: {
        usersAudited: 4,
        totalParticipants: 11,
        issuesFound: 5,
        issuesFixed: 5,
        issuesRemaining: 0,
        byCheck: FOUND,
        remainingByCheck: NONE,
        repair: { applied: { entities: 5, changes: 8 }, failed: { entities: 0, changes: 0 }, interrupted: false, stoppedBy: null },
      },
    });
    expect(report.checks.map(({ count }) => count)).toEqual([3, 0, 0, 2, 0]);
    mustBeChanges(report.changes, 'applied');
    expect(report.changes[0]).toMatchObject({ key: { id: 9 }, after: { id: 9, joined_at: expect.stringMatching(ISO) as string } });
    expect(report.changes[1]).toMatchObject({ after: { updated_at: expect.stringMatching(ISO) as string } });
  });

  it('of an undo: the same changes backwards', () => {
    const applied = desk.json('--fix-issues').report;
    const preview = desk.json('undo', 'last', '--yes', '--dry-run').report;
    expect(preview).toMatchObject({ run: { mode: 'undo' }, summary: { issuesFound: 0, totalParticipants: 11 } });
    mustBeChanges(preview.changes, 'planned');
    const { code, report } = desk.json('undo', 'last', '--yes');
    expect(code).toBe(0);
    expect(report).toMatchObject({
      run: { mode: 'undo' },
      summary: {
        totalParticipants: 8,
        repair: { undoes: applied.run.id, applied: { entities: 5, changes: 8 }, conflicts: { entities: 0 } },
      },
    });
    mustBeChanges(report.changes, 'applied');
    const backwards = { insert: 'delete', update: 'update' } as Readonly<Record<string, string>>;
    expect(report.changes.map(({ table, operation, key }) => ({ table, operation, key }))).toEqual(
      applied.changes.toReversed().map(({ table, operation, key }) => ({ table, operation: backwards[operation], key })),
    );
    expect(report.changes.at(-1)).toMatchObject({ operation: 'delete', key: { id: 9 }, before: { quest_id: 1 }, after: null });
  });

  it('of a partial repair names the person and counts only what was asked for', () => {
    const { report } = desk.json('--fix-issues', '--user', 'student2', '--only', 'approved-without-participant');
    expect(report).toMatchObject({
      run: { user: { id: STUDENT_2, username: 'student2' } },
      summary: { issuesFound: 2, issuesFixed: 2, issuesRemaining: 0, byCheck: { 'approved-without-participant': 2 } },
    });
    expect(report.changes).toHaveLength(4);
  });

  it('of a repair lists no findings beyond the limit, and fixes them all', () => {
    const { report } = desk.json('--fix-issues', '--limit', '0');
    expect(report.summary['issuesFixed']).toBe(5);
    mustBeChanges(report.changes, 'applied');
  });

  it('of a repair of nothing is whole too', () => {
    desk.run('--fix-issues');
    const { code, report } = desk.json('--fix-issues');
    expect(code).toBe(0);
    expect(report).toMatchObject({ run: { mode: 'fix' }, summary: { issuesFound: 0, issuesFixed: 0, issuesRemaining: 0 }, changes: [] });
  });
});

describe('the JSON of "show" and "runs"', () => {
  it('has the same changes as the report of the run, and each run with its end', () => {
    const { report } = desk.json('--fix-issues');
    const shown = desk.json('show', 'last').report as unknown as { run: object; changes: readonly JsonChange[] };
    expect(shown.changes).toEqual(report.changes);
    expect(shown.run).toMatchObject({
      id: report.run.id,
      mode: 'fix',
      state: 'finished',
      undoes: null,
      changes: { committed: 8 },
      found: { 'approved-without-participant': 3, 'quest-assignment': 2 },
      verified: { fixed: 5, remaining: 0, appeared: 0 },
    });
    desk.run('undo', 'last', '--yes');
    const { runs } = desk.json('runs').report as unknown as { runs: readonly { id: string; mode: string; undoes: string | null }[] };
    expect(runs.map(({ mode, undoes }) => ({ mode, undoes }))).toEqual([
      { mode: 'undo', undoes: report.run.id },
      { mode: 'fix', undoes: null },
    ]);
  });
});
