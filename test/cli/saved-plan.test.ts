import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isOneSentence } from '../support/cli.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk((run) => run('plan', '--out', 'plan.json', '--quiet'));
const file = (name: string): string => desk.folder.file(name);

const PLAN = 'plan.json';
const bytes = (name = 'db.sqlite3'): string => readFileSync(file(name)).toString('base64');
const changeDatabase = (sql: string, name = 'db.sqlite3'): void => void new Database(file(name)).exec(sql).close();

/** Nothing of the database was touched, no store was made, and one sentence says why. */
function mustBeRefused(args: readonly string[], code: 2 | 3, sentence: RegExp, database = 'db.sqlite3'): void {
  const before = bytes(database);
  const result = desk.bare([...args, '--database', database, '--store', 'store.sqlite3']);
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
  expect(result.stderr).toMatch(sentence);
  expect(isOneSentence(result.stderr)).toBe(true);
  expect(bytes(database)).toBe(before);
}

describe('a saved plan', () => {
  it('is readable for this account only, says what it is, and names no credentials', () => {
    expect(statSync(file(PLAN)).mode & 0o777).toBe(0o600);
    const header = JSON.parse(readFileSync(file(PLAN), 'utf8').split('\n')[0] ?? '') as Record<string, unknown>;
    expect(header).toMatchObject({ kind: 'peerquest-audit plan', version: 3, database: { engine: 'sqlite', name: 'db.sqlite3' } });
    // One that is there already is replaced, and keeps its mode: who made it readable for others wants it so.
    writeFileSync(file('open.json'), 'x', { mode: 0o644 });
    const { stdout } = desk.run('plan', '--out', 'open.json');
    expect(statSync(file('open.json')).mode & 0o777).toBe(0o644);
    expect(stdout).toContain('  Plan saved to open.json\n');
    expect(stdout).toMatch(/\nNext: peerquest-audit apply open\.json --database db\.sqlite3 .*\(makes these changes\)\n$/);
  });

  it('cannot be saved where there is no such folder', () => {
    const { code, stdout, stderr } = desk.run('plan', '--out', 'nowhere/plan.json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/The plan cannot be written to "nowhere\/plan.json" \(ENOENT\): check that its folder exists/);
  });

  it('is applied as it is, and then nothing remains', () => {
    const { code, stdout, stderr } = desk.run('apply', PLAN);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^✅ /gm)).toHaveLength(12);
    expect(stdout).toContain('ISSUES FIXED: 5\nREMAINING ISSUES: 0\n✅ All issues have been resolved!\n');
  });

  it('that is applied twice changes nothing the second time, says so, and exits with 0', () => {
    desk.run('apply', PLAN);
    const before = bytes();
    const { code, stdout, stderr } = desk.run('apply', PLAN);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      '  Skipped: create participant for student2 in quest "Test 1" (already in order: there is nothing left to do)\n',
    );
    expect(stdout).toContain('Repair: 0 changes to 0 records made, 5 records with nothing left to do\n');
    expect(stdout).toContain('Nothing was changed: the plan has been applied already.\n');
    expect(stdout).not.toMatch(/❌|⚠|^Run: /m);
    expect(bytes()).toBe(before);
    expect(desk.run('runs').stdout.match(/^[0-9a-f]{8} /gm)).toHaveLength(1);
  });

  it('that is applied twice is a run without changes in the history, once, and none of the journal', () => {
    const env = { PEERQUEST_AUDIT_HISTORY: 'on' };
    const on = ['--database', 'db.sqlite3', '--store', 'store.sqlite3'];
    for (let time = 0; time < 2; time++) expect(desk.bare(['apply', PLAN, ...on], { env }).code).toBe(0);
    const { runs } = JSON.parse(desk.run('runs', '--mode', 'fix', '--format', 'json').stdout) as { runs: readonly { id: string }[] };
    expect(runs).toMatchObject([
      { changes: {}, left: null },
      { changes: { committed: 8 }, left: { alreadyDone: { entities: 0 } } },
    ]);
    const [{ id } = { id: '' }] = runs;
    expect(desk.run('show', id).stdout).toContain('\nChanges: none\n');
    const undone = desk.run('undo', id);
    expect(undone).toMatchObject({ code: 2, stdout: '' });
    expect(undone.stderr).toContain(`knows no run "${id}"`);
  });

  it('skips what was changed since, says what, and does the rest', () => {
    changeDatabase("update quests_quest set assigned_to_id = '51000000000040008000000000000001', status = 'in-progress' where id = 1");
    const { stdout } = desk.run('apply', PLAN);
    expect(stdout).toMatch(
      / {2}Skipped: create participant for student2 in quest "Test 1" \(changed since the plan: quests_quest\.assigned_to_id was null and is "51000000[^\n]*"\)\n/,
    );
    expect(stdout).toContain('Repair: 6 changes to 4 records made, 1 record skipped (changed or acknowledged since the plan)\n');
    expect(stdout).toContain('ISSUES FIXED: 4\n');
  });

  it('of one person is applied as that person’s', () => {
    desk.run('plan', '--user', 'student3', '--out', 'one.json');
    const { code, stdout } = desk.run('apply', 'one.json');
    expect(code).toBe(0);
    expect(stdout).toContain('Scope: user student3');
    expect(stdout).toContain('ISSUES FIXED: 1\nREMAINING ISSUES: 0\n');
  });

  it('of some checks is applied as such, and its report never says that all is resolved', () => {
    desk.run('plan', '--only', 'quest-assignment', '--out', 'some.json');
    const { code, stdout } = desk.run('apply', 'some.json');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'ISSUES FIXED: 2\nREMAINING ISSUES: 0\n✅ Nothing remains of what the 1 check found that ran: quest-assignment.\n',
    );
    expect(desk.run().stdout).toContain('TOTAL ISSUES: 3\n');
  });

  it('has its scope already', () => {
    for (const flags of [['--user', 'student2'], ['--only', 'sync'], ['--skip', 'quest-status'], ['--certain-only']]) {
      mustBeRefused(['apply', PLAN, ...flags], 2, /A saved plan is applied as it is/);
    }
  });

  it('is held to the limit when it is applied', () => {
    mustBeRefused(['apply', PLAN, '--max-changes', '7'], 3, /The plan has 8 changes, more than the 7/);
  });

  it.each([[['apply']], [['apply', '--yes']], [['apply', '']], [['apply', ' ', '--yes']]])(
    '%j, as where a variable of a script is empty, repairs nothing',
    (args) => {
      const before = readFileSync(file('db.sqlite3')).toString('base64');
      const { code, stdout, stderr } = desk.run(...args);
      expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
      expect(stderr).toContain('name the file that "plan --out FILE" wrote');
      expect(readFileSync(file('db.sqlite3')).toString('base64')).toBe(before);
      expect(existsSync(file('store.sqlite3'))).toBe(false);
    },
  );
});

describe('a plan that must not be applied', () => {
  it('for another database', () => {
    copyFileSync(file('db.sqlite3'), file('twin.sqlite3'));
    mustBeRefused(
      ['apply', PLAN],
      3,
      /The plan was made for another database \("db.sqlite3", sqlite\), not for "twin.sqlite3"/,
      'twin.sqlite3',
    );
  });

  it('for another schema', () => {
    changeDatabase('alter table quests_quest add column mood text');
    mustBeRefused(['apply', PLAN], 3, /The tables of "db.sqlite3" have other columns than when the plan was made/);
  });

  it('that was cut off, or changed by hand', () => {
    const text = readFileSync(file(PLAN), 'utf8');
    for (const damaged of [
      text.slice(0, -40),
      text.slice(0, text.indexOf('\n') + 200),
      text.replace('in-progress', 'completed'),
      text.replace('"version":3', '"version":3 '),
      `${text}\n`,
      `${text}{}\n`,
      text.split('\n').toSpliced(2, 1).join('\n'),
    ]) {
      writeFileSync(file('damaged.json'), damaged);
      mustBeRefused(['apply', 'damaged.json'], 3, /"damaged.json" is not whole or was changed by hand: make it again/);
      expect(desk.bare(['show', 'damaged.json', '--store', 'store.sqlite3'])).toMatchObject({ code: 3, stdout: '' });
    }
  });

  it('of a newer version', () => {
    writeFileSync(file('newer.json'), readFileSync(file(PLAN), 'utf8').replace('"version":3', '"version":4'));
    mustBeRefused(['apply', 'newer.json'], 3, /"newer.json" was written by another version of this tool/);
  });

  it('that is none, or is not there', () => {
    writeFileSync(file('other.json'), '{"hello":1}\n');
    writeFileSync(file('empty.json'), '');
    writeFileSync(file('null.json'), 'null\n');
    for (const name of ['other.json', 'empty.json', 'null.json', 'db.sqlite3']) {
      mustBeRefused(['apply', name], 2, new RegExp(`"${name}" is not a plan of this tool`));
    }
    mustBeRefused(['apply', 'missing.json'], 2, /The plan "missing.json" cannot be read \(ENOENT\)/);
    mustBeRefused(['apply', '.'], 2, /The plan "." cannot be read \(it is a folder\)/);
  });
});

describe('showing a saved plan', () => {
  it('tells of it with each change before and after, also when it is stale or its database is gone', () => {
    changeDatabase('alter table quests_quest add column mood text');
    const stale = desk.bare(['show', PLAN]);
    expect(stale.code).toBe(0);
    rmSync(file('db.sqlite3'));
    const { code, stdout, stderr } = desk.bare(['show', PLAN]);
    expect({ code, stderr, stdout }).toEqual({
      code: 0,
      stderr: '',
      stdout: stale.stdout.replace('--database db.sqlite3', '--database URL'),
    });
    expect(stdout).toMatch(
      /^Plan [0-9a-f-]{36}: dry-run, planned\nMade: [^\n]+\nWith: peerquest-audit [^\n]+\nDatabase: db.sqlite3 \(sqlite\)\nChanges: 8 planned\n/,
    );
    expect(stdout).toContain('Would create participant for student2 in quest "Test 1"\n  insert quests_questparticipant id=null\n');
    expect(stdout).toContain('  before: status="open" assigned_to_id=null updated_at="2025-07-01T04:22:32Z"\n');
    expect(stdout).toMatch(/Next: peerquest-audit apply plan\.json --database URL\n$/);
    expect(existsSync(file('.peerquest-audit'))).toBe(false);
  });

  it('as JSON has the changes of the preview', () => {
    const preview = desk.json('--fix-issues', '--dry-run').report.changes;
    const some = desk.bare(['show', PLAN, '--check', 'quest-assignment', '--limit', '1']).stdout;
    expect(some).toMatch(/\n\n1 of 8 changes are listed\.\n/);
    expect(desk.bare(['show', PLAN, '--user', 'student2'])).toMatchObject({ code: 2, stdout: '' });
    const { stdout } = desk.bare(['show', PLAN, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, run: { state: 'planned', changes: { planned: 8 } }, changes: preview });
  });
});
