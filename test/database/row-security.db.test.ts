import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { createAccount, type Account } from '../support/accounts.ts';
import { isOneSentence, runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { contents } from '../support/repairing.ts';

const RIGHTS = 'select, insert, update, delete';

describeEngines('row-level security', { engines: ['postgresql'] }, (database) => {
  let account: Account;
  const folder = temporaryFolder();
  const on = (...statements: readonly string[]): Promise<void> => database().execute(statements.join('; '));
  /** The account would see one row. */
  const filter = (table: string): readonly string[] => [
    `alter table ${table} enable row level security`,
    `create policy one_row on ${table} using (id = 1)`,
  ];
  const run = (...args: readonly string[]): CliResult => runCli(args, { env: { DATABASE_URL: account.url }, cwd: folder.path });
  const outcomes = async (): Promise<Readonly<Record<string, string>>> => {
    const { result } = await collect(account.url);
    return Object.fromEntries(
      result.checks.map(({ check, outcome, reason }) => [check.id, reason === null ? outcome : `${outcome}: ${reason}`]),
    );
  };

  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    account = await createAccount(database(), `filtered_${Math.random().toString(36).slice(2, 10)}`, RIGHTS);
  });
  afterEach(async () => {
    for (const table of ['applications_application', 'quests_questparticipant', 'quests_questsubmission']) {
      await on(`alter table ${table} disable row level security, no force row level security`, `drop policy if exists one_row on ${table}`);
    }
    await account.drop();
  });

  it('that would filter makes a check one that could not run, leaves the others alone, and a total unknown', async () => {
    await on(...filter('applications_application'));
    const reason =
      'could-not-run: policies of row-level security on applications_application hold for this account, so rows may be hidden from it: use an account with BYPASSRLS, or a member of the role that owns the table (unless that has FORCE ROW LEVEL SECURITY)';
    expect(await outcomes()).toEqual({
      'approved-without-participant': reason,
      'participant-without-approved-application': reason,
      'quest-status': 'passed',
      'quest-assignment': 'found',
      'duplicate-participant': expect.stringMatching(/^passed/) as unknown,
    });
    const { result } = await collect(account.url);
    expect(result.totals).toMatchObject({ usersAudited: null, totalApplications: null, totalParticipants: 8, totalQuests: 11 });
    const { code, stdout } = run();
    expect(code).toBe(2);
    expect(stdout).toContain('applications_application');
    expect(stdout).not.toContain('healthy');
  });

  it('is told of by doctor, table by table', async () => {
    await on(...filter('applications_application'), ...filter('quests_questparticipant'));
    const { code, stdout } = run('doctor');
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /problem {2}Row security +policies hold for this account on applications_application, quests_questparticipant: use an account/,
    );
    const { stdout: exempt } = runCli(['doctor'], { env: { DATABASE_URL: database().url } });
    expect(exempt).toMatch(/ok {7}Row security +this account sees all rows of applications_application, quests_questparticipant/);
  });

  it('does not matter to accounts for which nothing is filtered', async () => {
    await on(...filter('applications_application'));
    const name = new URL(account.url).username;
    const before = Object.values(await outcomes());
    expect(before.filter((outcome) => outcome.startsWith('could-not-run'))).toHaveLength(2);
    await on(`alter role ${name} bypassrls`);
    expect(Object.values(await outcomes()).join()).not.toContain('could-not-run');
    await on(`alter role ${name} nobypassrls`, `create role ${name}_owner`, `alter table applications_application owner to ${name}_owner`);
    try {
      await on(`grant ${name}_owner to ${name}`);
      expect(Object.values(await outcomes()).join()).not.toContain('could-not-run');
      await on('alter table applications_application force row level security');
      expect(await outcomes()).toMatchObject({ 'approved-without-participant': expect.stringMatching(/^could-not-run/) as unknown });
    } finally {
      await on('alter table applications_application owner to postgres', `drop role ${name}_owner`);
    }
  });

  it('is not looked into: a policy that lets every row pass is refused as well', async () => {
    await on(
      'alter table applications_application enable row level security',
      'create policy one_row on applications_application using (true)',
    );
    expect(await outcomes()).toMatchObject({ 'approved-without-participant': expect.stringMatching(/^could-not-run/) as unknown });
  });

  it.each(['security_invoker = false', 'security_invoker = true'])(
    'is seen through a view with %s, and the view is told',
    async (option) => {
      const name = new URL(account.url).username;
      await on(
        ...filter('applications_application'),
        `create role ${name}_owner`,
        `grant select on applications_application to ${name}_owner`,
        'create schema seen',
        `create view seen.applications_application with (${option}) as select * from public.applications_application`,
        `alter view seen.applications_application owner to ${name}_owner`,
        `grant usage on schema seen to ${name}`,
        `grant usage on schema seen to ${name}_owner`,
        `grant select on seen.applications_application to ${name}`,
        `alter role ${name} set search_path = seen, public`,
      );
      try {
        expect(await outcomes()).toMatchObject({
          'approved-without-participant': expect.stringMatching(
            /^could-not-run: .*row-level security.*applications_application/,
          ) as unknown,
          'quest-assignment': 'found',
        });
        const { result } = await collect(account.url);
        expect(result.totals).toMatchObject({ usersAudited: null, totalApplications: null, totalParticipants: 8 });
        expect(result.start.warnings.join('\n')).toMatch(/Not a table: applications_application \(view\)\./);
      } finally {
        await on('drop schema seen cascade', `drop owned by ${name}_owner`, `drop role ${name}_owner`);
      }
    },
  );

  it.each(['applications_application', 'quests_questparticipant', 'quests_questsubmission'])(
    'on %s refuses a repair before anything is touched, also its preview and its undo',
    async (table) => {
      const plain = await contents((sql) => database().query(sql));
      expect(run('--fix-issues', '--yes').code).toBe(0);
      const before = await contents((sql) => database().query(sql));
      expect(before).not.toBe(plain);
      await on(...filter(table));
      await on('update quests_quest set assigned_to_id = null where id = 4');
      const mended = await contents((sql) => database().query(sql));
      for (const args of [
        ['--fix-issues', '--yes'],
        ['--fix-issues', '--dry-run'],
        ['undo', 'last', '--yes', '--yes'],
      ]) {
        // What refers to a quest's rows is read by an undo only.
        const { code, stderr } = run(...args);
        if (table === 'applications_application' && args[0] === 'undo') continue;
        // Where no check at all can look, the audit before the repair has ended with that already.
        const isBlind = table === 'quests_questparticipant';
        expect({ args, code }).toEqual({ args, code: isBlind ? 2 : 3 });
        expect(isOneSentence(stderr)).toBe(true);
        expect(stderr).toContain(`policies of row-level security on ${table} hold for this account`);
        expect(await contents((sql) => database().query(sql))).toBe(mended);
      }
    },
  );
});
