import { existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { isOneSentence, runCli } from '../support/cli.ts';
import { repairDesk } from '../support/repair-cli.ts';

const desk = repairDesk();

const PLANNED = [
  'create participant for student2 in quest "Test 1"',
  'update quest "Test 1" status to in-progress',
  'assign quest "Test 1" to student2',
  'create participant for student2 in quest "Test 2"',
  'update quest "Test 2" status to in-progress',
  'assign quest "Test 2" to student2',
  'create participant for student3 in quest "Test 3 v2"',
  'update quest "Test 3 v2" status to in-progress',
  'assign quest "Test 3 v2" to student3',
  'assign quest "Test 4" to student1',
  'assign quest "Test 123" to student2',
];
const DONE = PLANNED.map((plan) =>
  plan.replace(/^(create|update|assign)/, (verb) => ({ create: 'Created', update: 'Updated', assign: 'Assigned' })[verb] ?? verb),
);

const bytes = (): string => readFileSync(desk.folder.file('db.sqlite3')).toString('base64');
const linesWith = (text: string, mark: string): readonly string[] => text.split('\n').filter((line) => line.startsWith(mark));

/** Rows of the database, to see what was done to it. */
function rows(sql: string): readonly unknown[] {
  const database = new Database(desk.folder.file('db.sqlite3'));
  const all = database.prepare(sql).all();
  database.close();
  return all;
}

describe('the preview', () => {
  it('says line by line what a repair would do, counts what is there, and touches nothing', () => {
    const before = bytes();
    const { code, stdout, stderr } = desk.run('--fix-issues', '--dry-run', '--detailed');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(linesWith(stdout, '🔧')).toEqual(PLANNED.map((plan) => `🔧 [DRY RUN] Would ${plan}`));
    expect(stdout).toContain('\nREPAIR PLAN (nothing is changed)\n');
    expect(stdout).toContain('\nPlan: 8 changes to 5 records\n⚠️ 5 issues require attention.\n');
    expect(stdout).toContain('  ❌ student2 -> Quest "Test 1" (ID: 1)\n');
    expect(stdout).not.toMatch(/ISSUES FIXED|REMAINING ISSUES|✅/);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
      /^Next: peerquest-audit --database db\.sqlite3 --store store\.sqlite3 --fix-issues +\(makes these changes\)$/,
    );
    expect(bytes()).toBe(before);
    expect(existsSync(desk.folder.file('store.sqlite3'))).toBe(false);
  });

  it('is what the repair then does: same rows, same columns, same order', () => {
    const planned = desk.json('--fix-issues', '--dry-run').report.changes;
    const applied = desk.json('--fix-issues').report.changes;
    const shape = ({ check, table, operation, before }: (typeof planned)[number]): unknown => ({ check, table, operation, before });
    expect(applied.map(shape)).toEqual(planned.map(shape));
    for (const [index, { after }] of planned.entries()) {
      const made = applied[index]?.after ?? {};
      expect(Object.keys(made).sort()).toEqual(Object.keys(after ?? {}).sort());
      // What only the write makes is null in a plan.
      for (const [column, value] of Object.entries(after ?? {})) if (value !== null) expect(made[column]).toEqual(value);
    }
  });

  it('is what "plan" shows too, and "--dry-run" alone is no more than an audit', () => {
    const plan = desk.run('plan');
    expect(linesWith(plan.stdout, '🔧')).toHaveLength(11);
    expect(plan.code).toBe(1);
    const audit = desk.run('--dry-run');
    expect(audit.stderr).toContain('--dry-run is only meaningful with --fix-issues');
    expect(audit.stdout).not.toContain('🔧');
  });
});

describe('the repair', () => {
  it('of AUDIT-001 fixes all five, says so in the old words, and leaves a healthy database', () => {
    const { code, stdout, stderr } = desk.run('--fix-issues');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(linesWith(stdout, '✅')).toEqual([...DONE.map((done) => `✅ ${done}`), '✅ All issues have been resolved!']);
    expect(stdout).toMatch(
      /\n {2}TOTAL ISSUES: 5\nChecks run: 5 of 5, in [^\n]+\nRepair: 8 changes to 5 records made\nRun: [0-9a-f-]{36}\nISSUES FIXED: 5\nREMAINING ISSUES: 0\n✅ All issues have been resolved!\n\nNext: peerquest-audit undo last [^\n]+\n$/,
    );
    expect(stdout).toContain('Total participants: 11\n');
    expect(stdout).not.toMatch(/❌|⚠|DRY RUN/);
    const audit = desk.run();
    expect(audit.code).toBe(0);
    expect(audit.stdout).toContain('✅ No data synchronization issues found. System is healthy!\n');
  });

  it('of a healthy database does nothing, needs no store, and has no mark of trouble', () => {
    desk.run('--fix-issues');
    for (const args of [['--fix-issues'], ['--fix-issues', '--dry-run'], ['plan']]) {
      const { code, stdout, stderr } = desk.bare([...args, '--database', 'db.sqlite3'], { env: { RAILWAY_ENVIRONMENT: 'production' } });
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
      expect(stdout).toContain('  Nothing to repair automatically.\n');
      expect(stdout).toContain('  TOTAL ISSUES: 0\n');
      expect(stdout).toContain('✅ No data synchronization issues found. System is healthy!\n');
      expect(stdout).not.toMatch(/❌|⚠|🔧/);
    }
  });

  it('touches no row and no column but those that it names', () => {
    const tables = ['users_user', 'quests_questcategory', 'applications_application', 'quests_questsubmission'];
    const others = (): unknown => [
      ...tables.map((table) => rows(`select * from ${table} order by 1`)),
      rows(
        'select id, title, description, xp_reward, gold_reward, completed_at, created_at, creator_id, slug from quests_quest order by id',
      ),
      rows('select * from quests_quest where id not in (1, 2, 3, 4, 8) order by id'),
      rows('select * from quests_questparticipant where id <= 8 order by id'),
    ];
    const before = others();
    desk.run('--fix-issues');
    expect(others()).toEqual(before);
    expect(
      rows('select status, completed_at, progress_notes, application_id, review_notes from quests_questparticipant where id > 8'),
    ).toEqual(
      Array.from({ length: 3 }, () => ({
        status: 'joined',
        completed_at: null,
        progress_notes: '',
        application_id: null,
        review_notes: null,
      })),
    );
  });

  it('of one person is of that person', () => {
    const { code, stdout } = desk.run('--fix-issues', '--user', 'student3');
    expect(code).toBe(0);
    expect(linesWith(stdout, '✅')).toEqual([
      '✅ Created participant for student3 in quest "Test 3 v2"',
      '✅ Updated quest "Test 3 v2" status to in-progress',
      '✅ Assigned quest "Test 3 v2" to student3',
      '✅ All issues have been resolved!',
    ]);
    expect(stdout).toContain('Scope: user student3');
    expect(stdout).toContain('ISSUES FIXED: 1\nREMAINING ISSUES: 0\n');
    expect(desk.run().stdout).toContain('TOTAL ISSUES: 4\n');
  });

  it('of some checks never says that all is resolved', () => {
    const { code, stdout } = desk.run('--fix-issues', '--only', 'quest-assignment');
    expect(code).toBe(0);
    expect(linesWith(stdout, '✅')).toEqual([
      '✅ Assigned quest "Test 4" to student1',
      '✅ Assigned quest "Test 123" to student2',
      '✅ Nothing remains of what the 1 check found that ran: quest-assignment.',
    ]);
    expect(stdout).not.toMatch(/All issues|healthy/);
    desk.reset();
    const skipped = desk.run('--fix-issues', '--skip', 'quest-assignment');
    expect(skipped.stdout).toContain('ISSUES FIXED: 3\nREMAINING ISSUES: 0\n✅ Nothing remains of what the 4 checks found that ran:');
    expect(desk.run().stdout).toContain('  Assignment inconsistencies: 2\n');
  });

  it('that leaves something exits with 1 and says how much', () => {
    const database = new Database(desk.folder.file('db.sqlite3'));
    // What a person kicked from a quest leaves: nothing that a program should decide.
    database.exec("update applications_application set status = 'kicked' where quest_id = 6").close();
    const { code, stdout, stderr } = desk.run('--fix-issues');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('\nISSUES FIXED: 5\nREMAINING ISSUES: 1\n⚠️ 1 issues require attention.\n');
    expect(stdout).not.toContain('All issues');
  });

  it('that the database refuses in part says ❌, names the reason, and exits with 2', () => {
    const database = new Database(desk.folder.file('db.sqlite3'));
    database
      .exec(
        "create trigger stop before insert on quests_questparticipant when new.quest_id = 2 begin select raise(abort, 'not on a Sunday'); end",
      )
      .close();
    const { code, stdout, stderr } = desk.run('--fix-issues');
    expect(code).toBe(2);
    expect(linesWith(stdout, '❌')).toEqual([
      '❌ Could not create participant for student2 in quest "Test 2". Transaction rolled back: not on a Sunday',
      '❌ Could not update quest "Test 2" status to in-progress. Transaction rolled back: not on a Sunday',
      '❌ Could not assign quest "Test 2" to student2. Transaction rolled back: not on a Sunday',
    ]);
    expect(stdout).toContain('  Note: the database acts by itself. Trigger on quests_questparticipant: stop (before insert).\n');
    expect(stdout).toContain('Repair: 6 changes to 4 records made, 1 record failed\n');
    expect(stdout).toContain('ISSUES FIXED: 4\nREMAINING ISSUES: 1\n⚠️ 1 issues require attention.\n');
    expect(stderr).toBe('peerquest-audit: 1 record could not be changed and was left as it was: the report names the reason for each.\n');
    expect(rows('select count(*) as n from quests_questparticipant where quest_id = 2')).toEqual([{ n: 0 }]);
  });

  it('warns of people who may have left, counts them, and leaves them out with --certain-only', () => {
    const database = new Database(desk.folder.file('db.sqlite3'));
    // Touched after the approval: the approval has worked, and the person has left since.
    database.exec("update quests_quest set updated_at = '2025-07-03 00:00:00' where id in (1, 2)").close();
    const preview = desk.run('--fix-issues', '--dry-run');
    expect(preview.stdout).toContain(
      '  Note: 2 of the approvals may be of people who left (possibly-left): they would be on the quest again; --certain-only leaves them out.\n',
    );
    const { code, stdout } = desk.run('--fix-issues', '--certain-only');
    expect(code).toBe(1);
    expect(stdout).not.toContain('Note:');
    expect(linesWith(stdout, '✅ Created')).toEqual(['✅ Created participant for student3 in quest "Test 3 v2"']);
    expect(stdout).toContain('ISSUES FIXED: 3\nREMAINING ISSUES: 2\n');
  });

  it('is only numbers and the verdict with --quiet, lists findings up to --limit, and fixes all of them all the same', () => {
    const quiet = desk.run('--fix-issues', '--quiet');
    expect(quiet.stdout.replace(/^Run: .*$/m, 'Run: …').split('\n')).toEqual([
      '  Approved applications without participants: 3',
      '  Assignment inconsistencies: 2',
      '  TOTAL ISSUES: 5',
      'Repair: 8 changes to 5 records made',
      'Run: …',
      'ISSUES FIXED: 5',
      'REMAINING ISSUES: 0',
      '✅ All issues have been resolved!',
      '',
    ]);
    expect(linesWith(quiet.stdout, '✅')).toEqual(['✅ All issues have been resolved!']);
    desk.reset();
    const { stdout } = desk.run('--fix-issues', '--limit', '1');
    expect(stdout).toContain('  … and 2 more (raise --limit to list them)\n');
    expect(stdout).toContain('ISSUES FIXED: 5\nREMAINING ISSUES: 0\n');
    expect(linesWith(stdout, '✅')).toHaveLength(12);
  });

  it('hands its report over to a file', () => {
    const { code, stdout } = desk.run('--fix-issues', '--output', 'report.txt');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(desk.folder.file('report.txt'), 'utf8')).toContain('✅ All issues have been resolved!\n');
  });

  it('of an unknown user, or with a report that cannot be written, touches nothing', () => {
    const before = bytes();
    for (const args of [
      ['--fix-issues', '--user', 'studnet2'],
      ['--fix-issues', '--output', 'nowhere/report.txt'],
      ['--fix-issues', '--only', 'quest-statsu'],
    ]) {
      const { code, stdout, stderr } = desk.run(...args);
      expect({ code, stdout, one: isOneSentence(stderr) }).toEqual({ code: 2, stdout: '', one: true });
    }
    expect(desk.run('--fix-issues', '--user', 'studnet2').stderr).toContain('User "studnet2" not found: did you mean "student2"');
    expect(bytes()).toBe(before);
    expect(existsSync(desk.folder.file('store.sqlite3'))).toBe(false);
  });

  it('goes by the name of the old command with the old flags', () => {
    const old = (...args: readonly string[]) =>
      runCli([...args, '--store', 'store.sqlite3'], {
        cwd: desk.folder.path,
        bin: 'audit_application_participant_sync',
        env: { DATABASE_URL: 'db.sqlite3' },
      });
    const preview = old('--fix-issues', '--dry-run', '--detailed', '-v', '2');
    expect(preview.code).toBe(1);
    expect(linesWith(preview.stdout, '🔧 [DRY RUN] Would ')).toHaveLength(11);
    const { code, stdout } = old('--fix-issues', '--user', 'student2', '--detailed', '--settings=core.settings');
    expect(code).toBe(0);
    expect(stdout).toContain('✅ Created participant for student2 in quest "Test 1"\n');
    expect(stdout).toContain('ISSUES FIXED: 3\nREMAINING ISSUES: 0\n');
  });
});

describe('the limit on changes', () => {
  it('refuses a larger plan with its size before anything is touched, and allows one of just that size', () => {
    const before = bytes();
    const { code, stdout, stderr } = desk.run('--fix-issues', '--max-changes', '7');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(
      'peerquest-audit: The plan has 8 changes, more than the 7 that are allowed: nothing was touched; look at it with --dry-run, then allow it with --max-changes 8.\n',
    );
    expect(bytes()).toBe(before);
    expect(existsSync(desk.folder.file('store.sqlite3'))).toBe(false);
    // A preview may be of any size.
    expect(desk.run('--fix-issues', '--dry-run', '--max-changes', '1').code).toBe(1);
    expect(desk.run('--fix-issues', '--max-changes', '8').code).toBe(0);
  });

  it('is 1,000 unless the user says otherwise, in the configuration file too', () => {
    desk.bare(['demo', '--users', '4000', '--fault', '60%', '--out', 'large.sqlite3']);
    const large = (...args: readonly string[]) =>
      desk.bare(['--database', 'large.sqlite3', '--fix-issues', '--store', 'l.sqlite3', ...args]);
    expect(large()).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/has \d{4} changes, more than the 1000 that are allowed/) as string,
    });
    const allowed = large('--max-changes', '100000', '--quiet');
    expect(allowed.stderr).toBe('');
    expect(allowed.stdout).toMatch(/ISSUES FIXED: \d{3,4}\n/);
  });
});
