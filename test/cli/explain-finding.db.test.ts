import { spawnSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { createAccount } from '../support/accounts.ts';
import { runCli } from '../support/cli.ts';
import { describeEngines, THREE_ENGINES, type TestDatabase } from '../support/databases.ts';

const STUDENT2 = '52000000-0000-4000-8000-000000000002';

/** What the known case says of the approval that failed first, the same on every engine. */
const TIMELINE = `Timeline (UTC)   * decided it
  2025-06-20 08:00:00+00:00   user student2: registered; now is_superuser no, email_verified yes, is_banned no, level 1
  2025-06-29 08:00:00+00:00   quest 1: created
  2025-07-01 04:22:32+00:00 * quest 1: last changed; now status open, assigned_to_id none, difficulty initiate, xp_reward 25, is_deleted no
  2025-07-01 04:22:32+00:00   application 1 of student2: made
  2025-07-01 13:22:32+00:00 * application 1 of student2: reviewed; now status approved
                            * no row in quests_questparticipant
  No row in applications_applicationattempt, quests_questsubmissionattempt, quests_questsubmission, quests_questcompletionlog, users_xptransaction, users_goldtransaction, transactions_questgoldreservation, transactions_transaction, notifications_notification

Repair      what --fix-issues does, all of it in one transaction
  Would create participant for student2 in quest "Test 1"
    insert quests_questparticipant id=null
    after:  id=null status="joined" joined_at=null completed_at=null progress_notes="" application_id=null application_date=null application_message=null review_notes=null reviewed_at=null quest_id=1 user_id="${STUDENT2}"
  Would update quest "Test 1" status to in-progress; Would assign quest "Test 1" to student2
    update quests_quest id=1
    before: status="open" assigned_to_id=null updated_at="2025-07-01T04:22:32Z"
    after:  status="in-progress" assigned_to_id="${STUDENT2}" updated_at=null
`;

/** The rows that the engine's own shell prints for a statement, a line each. */
function rowsInShell({ engine, url }: TestDatabase, sql: string): readonly string[] {
  const { hostname, port, username, password, pathname } = new URL(engine === 'sqlite' ? 'file:///x' : url);
  const account = ['-h', hostname, '-P', port, '-u', username, ...(password === '' ? [] : [`-p${decodeURIComponent(password)}`])];
  const [program, args] =
    engine === 'sqlite'
      ? ['sqlite3', [url]]
      : engine === 'postgresql'
        ? ['psql', ['-X', '-q', '-A', '-t', url]]
        : ['mariadb', ['--no-defaults', '-N', '-B', ...account, pathname.slice(1)]];
  const { stdout, stderr, status } = spawnSync(program, args, { input: sql, encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout.split('\n').filter((line) => line !== '');
}

/** What a text explanation prints as SQL, as somebody would copy it. */
const sqlIn = (text: string): string => /\nSQL of this row, on \w+\n([^]*?;)\n\nNext: /.exec(text)?.[1] ?? '';

describeEngines('explain FINDING', { engines: THREE_ENGINES }, (database) => {
  const explain = (...args: readonly string[]) => runCli(['explain', ...args, '--database', database().url]);
  beforeAll(async () => {
    await database().insert(audit001);
  });

  it('tells the known case of July 2025, its repair, and its row for the engine’s own shell', () => {
    const { code, stdout, stderr } = explain('approved-without-participant:1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('student2 -> Quest "Test 1" (ID: 1)\n');
    expect(stdout).toContain(`  Finding: approved-without-participant:1/1/${STUDENT2}   (78bd0e90bc8865a722cf0015e6fd5cf7, critical)\n`);
    expect(stdout).toContain('Cause       never-created: The approval did not create the row');
    expect(stdout).toContain(TIMELINE);
    const rows = rowsInShell(database(), sqlIn(stdout));
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatch(/^1[|\t]1[|\t]52000000/);
  });

  it('tells programs the same, whatever the engine', () => {
    const { stdout } = explain('quest-assignment:8', '--format', 'json');
    const told = JSON.parse(stdout) as Record<'finding' | 'repair' | 'cause', object> & {
      readonly timeline: readonly Readonly<Record<string, unknown>>[];
      readonly notSeen: readonly unknown[];
      readonly sql: string;
    };
    expect(told.finding).toMatchObject({
      name: 'quest-assignment:8',
      check: 'quest-assignment',
      fingerprint: expect.any(String) as string,
    });
    expect({ cause: told.cause, notSeen: told.notSeen }).toEqual({ cause: null, notSeen: [] });
    expect(told.timeline.filter(({ isDecisive }) => isDecisive)).toEqual([
      {
        at: expect.any(String) as string,
        table: 'quests_quest',
        key: 8,
        what: 'quest 8: last changed; now status in-progress, assigned_to_id none, difficulty initiate, xp_reward 25, is_deleted no',
        isDecisive: true,
      },
      {
        at: expect.any(String) as string,
        table: 'quests_questparticipant',
        key: expect.any(Number) as number,
        what: expect.stringMatching(/^participant \d+ of student2: joined; now status joined$/) as string,
        isDecisive: true,
      },
    ]);
    const preview = runCli(['--only', 'quest-assignment', '--fix-issues', '--dry-run', '--format', 'json', '--database', database().url]);
    const { changes } = JSON.parse(preview.stdout) as { readonly changes: readonly { readonly key: { readonly id: number } }[] };
    expect(told.repair).toEqual({ changes: changes.filter(({ key }) => key.id === 8), notes: [], refusal: null });
    expect(rowsInShell(database(), told.sql)).toHaveLength(1);
  });

  it('tells of an older schema which of its tables and columns are not there', async () => {
    const db = database();
    await db.execute('drop table notifications_notification');
    await db.execute('alter table quests_quest drop column xp_reward');
    const { stdout } = explain('quest-assignment:8');
    expect(stdout).toContain('\n  Not seen: quests_quest (column quests_quest.xp_reward is missing)\n');
    expect(explain('approved-without-participant:1').stdout).toContain(
      '\n  Not seen: notifications_notification (table notifications_notification is missing)\n',
    );
    expect(explain('approved-without-participant:1').stdout).toContain('Repair      not possible here: ');
  });
});

describeEngines('explain FINDING for an account that may not read all', { engines: ['postgresql', 'mariadb'] }, (database) => {
  it('tells what could not be seen, and never shows it as nothing', async () => {
    const db = database();
    await db.insert(audit001);
    const account = await createAccount(db, `reader_${db.engine}`, 'select');
    try {
      const { code, stdout } = runCli(['explain', 'approved-without-participant:1', '--database', account.url]);
      expect(code).toBe(0);
      expect(stdout).toMatch(/\n {2}Not seen: notifications_notification \(.*(grant it SELECT|is missing)\)\n/);
      expect(stdout).toContain('* no row in quests_questparticipant\n  No row in quests_questsubmissionattempt, quests_questsubmission\n');
    } finally {
      await account.drop();
    }
  });
});
