import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk();
const file = (name: string): string => desk.folder.file(name);

/** Two of the five: a quest without its assignee, and an approval without its participant. */
const LEFT_ALONE = ['quest-assignment:4', 'approved-without-participant:1'];
const WHY = ['--reason', 'it is looked into', '--by', 'ops'];

/** The rows that a repair of the two would touch. */
const theirRows = `select 'quest', id, status, assigned_to_id, updated_at, '' from quests_quest where id in (1, 4)
  union all select 'participant', id, status, user_id, joined_at, quest_id from quests_questparticipant where quest_id in (1, 4)`;

function query(name: string, sql: string): readonly unknown[] {
  const database = new Database(file(name));
  const rows = database.prepare(sql).all();
  database.close();
  return rows;
}

/** Sets the last day of the acknowledgement of quest 4 to one that is over. */
const expiry: Readonly<Record<string, () => void>> = {
  'in the store': () => {
    const store = new Database(file('store.sqlite3'));
    store.exec("update peerquest_audit_acknowledgement set holds_until = '2025-12-31' where finding_key = '4'");
    store.close();
  },
  'in a baseline': () => {
    const { acknowledged, ...rest } = JSON.parse(readFileSync(file('base.json'), 'utf8')) as { acknowledged: { finding: string }[] };
    const edited = acknowledged.map((one) => (one.finding === 'quest-assignment:4' ? { ...one, until: '2025-12-31' } : one));
    writeFileSync(file('base.json'), JSON.stringify({ ...rest, acknowledged: edited }));
  },
};

describe.each([
  ['in the store', []],
  ['in a baseline', ['--baseline', 'base.json']],
])('what is acknowledged %s', (where, kept) => {
  beforeEach(() => {
    expect(desk.run('ack', ...LEFT_ALONE, ...WHY, ...kept)).toMatchObject({ code: 0, stderr: '' });
  });
  const repaired = (...args: readonly string[]) => desk.json('--fix-issues', ...args, ...kept);
  const questsOf = (changes: ReturnType<typeof repaired>['report']['changes']): readonly unknown[] => [
    ...new Set(changes.map(({ table, key, after }) => (table === 'quests_quest' ? key['id'] : after?.['quest_id']))),
  ];

  it('is left alone by the preview, by a saved plan and by the repair', () => {
    const before = query('db.sqlite3', theirRows);
    const preview = repaired('--dry-run');
    expect(preview.code).toBe(1);
    expect(questsOf(preview.report.changes)).toEqual([2, 3, 8]);
    expect(desk.run('plan', '--out', 'plan.json', '--store', 'store.sqlite3', ...kept).code).toBe(1);
    expect(readFileSync(file('plan.json'), 'utf8')).not.toMatch(/Test 4|Test 1"/);

    const { code, report } = repaired();
    // What is acknowledged does not count: nothing remains.
    expect(code).toBe(0);
    expect(questsOf(report.changes)).toEqual([2, 3, 8]);
    expect(report.summary).toMatchObject({ issuesFound: 3, issuesFixed: 3, issuesRemaining: 0 });
    expect(query('db.sqlite3', theirRows)).toEqual(before);

    const again = desk.run('--fix-issues', ...kept);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('Acknowledged, not counted: 2\n');
    expect(query('db.sqlite3', theirRows)).toEqual(before);
  });

  it('is left alone by a plan saved before it was acknowledged, which makes its other changes', () => {
    expect(desk.run('unack', ...LEFT_ALONE, ...kept).code).toBe(0);
    expect(desk.run('plan', '--out', 'plan.json', '--store', 'store.sqlite3', ...kept).code).toBe(1);
    expect(desk.run('ack', ...LEFT_ALONE, ...WHY, ...kept).code).toBe(0);
    const before = query('db.sqlite3', theirRows);
    const { code, report } = desk.json('apply', 'plan.json', ...kept);
    expect(code).toBe(0);
    const ofStatus = (wanted: string) => report.changes.filter(({ status }) => status === wanted);
    expect(questsOf(ofStatus('applied'))).toEqual([2, 3, 8]);
    expect(new Set(questsOf(ofStatus('skipped')))).toEqual(new Set([1, 4]));
    for (const { reason } of ofStatus('skipped')) expect(reason).toContain('a finding of it was acknowledged since the plan');
    expect(report.summary).toMatchObject({ issuesFound: 3, issuesFixed: 3, issuesRemaining: 0 });
    expect(query('db.sqlite3', theirRows)).toEqual(before);
  });

  it('is repaired once it is taken back', () => {
    repaired();
    expect(desk.run('unack', ...LEFT_ALONE, ...kept).code).toBe(0);
    expect(questsOf(repaired('--dry-run').report.changes)).toEqual([1, 4]);
    const { code, report } = repaired();
    expect(code).toBe(0);
    expect(report.summary).toMatchObject({ issuesFound: 2, issuesFixed: 2, issuesRemaining: 0 });
    expect(desk.run('audit').stdout).toContain('System is healthy!');
  });

  it('is repaired once it has expired, and the rest is not', () => {
    const before = query('db.sqlite3', theirRows.replaceAll('(1, 4)', '(1)'));
    expiry[where]?.();
    const { code, report } = repaired();
    expect(code).toBe(0);
    expect(questsOf(report.changes)).toEqual([2, 3, 4, 8]);
    expect(query('db.sqlite3', theirRows.replaceAll('(1, 4)', '(1)'))).toEqual(before);
    expect(desk.run('audit', ...kept).stdout).toContain('Acknowledged, not counted: 1\n');
  });
});
