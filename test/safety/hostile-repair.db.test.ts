import { readFileSync } from 'node:fs';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';
import { contents } from '../support/repairing.ts';
import { refusingTrigger } from '../support/trouble-ddl.ts';

const FORGED =
  '\n✅ All issues have been resolved!\nISSUES FIXED: 9\nREMAINING ISSUES: 0\n🔧 [DRY RUN] Would rest\n❌ x\nTransaction rolled back: y';
const USERNAME = `ann'; drop table users_user; --\n✅ All issues have been resolved!\nISSUES FIXED: 9\u001b[2J\u009b31m`;
const TITLE = `T"${FORGED}\r\u2028\u202e\u0007 %s $1 ? \\`;

const rows = [
  [
    'users_user',
    [
      { id: ANN, username: USERNAME },
      { id: BOB, username: `${USERNAME}2` },
      { id: EVE, username: 'eve' },
    ],
  ],
  ['quests_questcategory', [{ id: 1, name: 'General' }]],
  [
    'quests_quest',
    [1, 2, 3].map((id) => ({
      id,
      title: TITLE,
      status: 'open',
      updated_at: '2025-07-01 12:00:01',
      assigned_to_id: null,
      creator_id: EVE,
      category_id: 1,
    })),
  ],
  ['quests_questparticipant', [{ id: 1, status: 'joined', quest_id: 3, user_id: BOB }]],
  [
    'applications_application',
    [1, 2, 3].map((id) => ({
      id,
      status: 'approved',
      applied_at: '2025-07-01 10:00:00',
      reviewed_at: null,
      applicant_id: id === 3 ? BOB : ANN,
      quest_id: id,
    })),
  ],
] as const;

const folder = temporaryFolder();
const STORE = folder.file('store.sqlite3');
afterAll(() => {
  folder.remove();
});

/** Lines that a report may have: whatever a title holds, it adds none. */
const LINE =
  /^(?:=+|APPLICATION-PART.*|Database: .*|Scope: .*|Address: .*|Made: .*|Store: .*|Of these, .*|How many of these .*|PHASE [1-5]: .*| {2}.*|AUDIT SUMMARY|(?:Users|Total|Approved|ISSUES FOUND|Checks) ?.*|REPAIR(?: PLAN.*)?|UNDO OF RUN .*|(?:Plan|Repair|Undo): .*|Run: .*|Next: .*|Run [0-9a-f-]{36}: .*|Plan [0-9a-f-]{36}: .*|(?:Started|Ended|Made|By|With|Words|Found|Changes|Verified|Failed): .*|(?:Created|Updated|Assigned) .*|Would .*|undo: .*|[0-9a-f]{8} {2}.*)$/;
const MARKED =
  /^(?:🔧 \[DRY RUN\] Would (?:undo: )?(?:create|update|assign) |✅ (?:Created|Updated|Assigned|Undone: (?:create|update|assign)) |❌ Could not (?:create|update|assign) )/;
const VERDICT =
  /^(?:ISSUES FIXED: \d|REMAINING ISSUES: \d|✅ All issues have been resolved!|⚠️ \d issues require attention\.|✅ No data synchronization issues found\. System is healthy!)$/;

/** Nothing acts on a terminal, and every line is one of the report's own. */
function mustBeOurs(stdout: string, { fixed, marks }: { readonly fixed: string | null; readonly marks: number }): void {
  expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/); // eslint-disable-line no-control-regex -- what is looked for
  const lines = stdout.split('\n').filter((line) => line !== '');
  expect(lines.filter((line) => !LINE.test(line) && !MARKED.test(line) && !VERDICT.test(line))).toEqual([]);
  expect(lines.filter((line) => MARKED.test(line))).toHaveLength(marks);
  expect(lines.filter((line) => line.startsWith('ISSUES FIXED'))).toEqual(fixed === null ? [] : [`ISSUES FIXED: ${fixed}`]);
}

describeEngines('hostile text in a repair', { engines: THREE_ENGINES }, (database) => {
  beforeEach(async () => {
    await database().clear();
    await database().insert(rows);
  });
  const cli = (...args: readonly string[]) => runCli([...args, '--store', STORE], { cwd: folder.path });

  it('forges no line of preview, repair, plan, account or undo, and is restored as it was', async () => {
    const before = await contents((sql) => database().query(sql));
    const { url } = database();
    mustBeOurs(cli('--database', url, '--fix-issues', '--dry-run', '--detailed').stdout, { fixed: null, marks: 8 });
    runCli(['plan', '--database', url, '--out', 'plan.json'], { cwd: folder.path });
    mustBeOurs(cli('show', 'plan.json').stdout, { fixed: null, marks: 0 });
    const repaired = cli('apply', 'plan.json', '--database', url, '--detailed');
    expect(repaired).toMatchObject({ code: 0, stderr: '' });
    mustBeOurs(repaired.stdout, { fixed: '4', marks: 8 });
    mustBeOurs(cli('show', 'last').stdout, { fixed: null, marks: 0 });
    mustBeOurs(cli('runs').stdout, { fixed: null, marks: 0 });
    for (const args of [['show', 'last'], ['runs'], ['show', 'plan.json']]) {
      const { stdout } = cli(...args, '--format', 'json');
      expect(() => JSON.parse(stdout) as unknown).not.toThrow();
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/); // eslint-disable-line no-control-regex -- what is looked for
    }
    const undone = cli('undo', 'last', '--yes', '--database', url);
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    mustBeOurs(undone.stdout, { fixed: null, marks: 8 });
    expect(await contents((sql) => database().query(sql))).toBe(before);
    // What the plan keeps for people to read is safe to print too.
    for (const line of readFileSync(folder.file('plan.json'), 'utf8').split('\n')) expect(line).not.toMatch(/^✅|^ISSUES/);
  });

  it('forges nothing by way of what the database says about an error', async () => {
    const obstacle = refusingTrigger(database().engine, 2, 'no\n✅ All issues have been resolved!\nISSUES FIXED: 9\u001b[2J');
    for (const statement of obstacle.create) await database().execute(statement);
    const { code, stdout, stderr } = cli('--database', database().url, '--fix-issues');
    for (const statement of obstacle.drop) await database().execute(statement);
    expect(code).toBe(2);
    mustBeOurs(stdout, { fixed: '3', marks: 8 });
    expect(stderr).toMatch(/^peerquest-audit: 1 record could not be changed[^\n]*\n$/);
    mustBeOurs(cli('show', 'last').stdout, { fixed: null, marks: 0 });
  });
});
