import { expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { runCli } from '../support/cli.ts';
import { collect, countsOf } from '../support/collect.ts';
import { createDatabase, describeEngines, type TestDatabase } from '../support/databases.ts';

/** What a schema holds that the checks do not expect, and the checks that cannot ask their question then. */
const ODD_TYPES: readonly (readonly [what: string, changes: readonly string[], failing: readonly string[]])[] = [
  [
    'text in place of jsonb',
    ['alter table users_user alter settings drop default', 'alter table users_user alter settings type text'],
    ['profile-json'],
  ],
  [
    'smallint booleans',
    ['alter table users_user alter is_superuser type smallint using is_superuser::int'],
    ['profile-privilege', 'profile-superuser-unverified'],
  ],
  [
    'partly converted uuids',
    ['alter table applications_application alter applicant_id type char(32) using replace(applicant_id::text, $$-$$, $$$$)'],
    ['approved-without-participant', 'participant-without-approved-application'],
  ],
];

describeEngines('checks that cannot ask their question', { engines: ['postgresql'], empty: true }, () => {
  it.for(ODD_TYPES)('for %s are told by doctor, and leave the others alone', async ([, changes, failing]) => {
    const database = await createDatabase('postgresql');
    try {
      await database.insert(audit001);
      await dropForeignKeys(database);
      for (const change of changes) await database.execute(change);
      const { code, stdout } = runCli(['doctor', '--database', database.url]);
      expect(code).toBe(2);
      for (const check of failing) expect(stdout).toMatch(new RegExp(`^problem {2}Query +${check} cannot run: `, 'm'));
      expect(stdout).toContain('\nNot ready: ');
      const { result } = await collect(database.url, { only: ['all'] });
      const failed = result.checks.filter(({ outcome }) => outcome === 'could-not-run').map(({ check }) => check.id);
      expect(failed).toEqual(expect.arrayContaining([...failing]));
      expect(stdout.match(/^problem {2}Query/gm)).toHaveLength(failed.length);
      expect(countsOf(result)).toMatchObject({ 'quest-status': 0 });
    } finally {
      await database.drop();
    }
  });
});

describeEngines('tables of different collations', { engines: ['mysql char(32)'] }, (database) => {
  it('leave the checks that compare no texts of the two, and doctor tells the others', async () => {
    await database().insert(audit001);
    await database().execute("update quests_quest set status = 'open' where id = 3");
    const before = countsOf((await collect(database().url)).result);
    await dropForeignKeys(database());
    for (const [table, collation] of [
      ['applications_application', 'utf8mb4_unicode_ci'],
      ['quests_questparticipant', 'utf8mb4_general_ci'],
      ['users_user', 'utf8mb4_swedish_ci'],
    ]) {
      await database().execute(`alter table ${table} convert to character set utf8mb4 collate ${collation}`);
    }
    const { result } = await collect(database().url);
    expect(countsOf(result)).toMatchObject({ 'approved-without-participant': null, 'quest-status': before['quest-status'] });
    expect(result.totals).toMatchObject({ usersAudited: null, totalQuests: 11 });
    const { code, stdout, stderr } = runCli(['--database', database().url]);
    expect({ code, users: stdout.includes('\nUsers audited: unknown (not readable)\n') }).toEqual({ code: 2, users: true });
    expect(stderr).toMatch(/hold texts of collations that do not compare \(.*\): convert them to one/);
    const doctor = runCli(['doctor', '--database', database().url]);
    expect(doctor.stdout).toMatch(/^problem {2}Query +approved-without-participant cannot run: .*convert them to one/m);
    expect(doctor.code).toBe(2);
  });

  it.for([
    ['latin1', 'жук', 'Zoë'],
    ['utf8mb3', '👩‍🚀', '猫'],
  ] as const)(
    '%s cannot hold every name: one that it cannot hold is not found, and others are',
    async ([charset, impossible, possible]) => {
      await database().execute(`alter table users_user convert to character set ${charset}`);
      await database().execute('set names utf8mb4');
      await database().execute(`update users_user set username = '${possible}' where username = 'student2'`);
      const missing = runCli(['--user', impossible, '--database', database().url]);
      expect(missing.stderr).toMatch(/^peerquest-audit: User ".*" not found: /);
      expect(missing.code).toBe(2);
      const found = runCli(['--only', 'quest-status', '--user', possible, '--database', database().url]);
      expect(found.stdout).toContain(`Scope: user ${possible}, 1 check`);
      await database().execute(`update users_user set username = 'student2' where username = '${possible}'`);
    },
  );
});

async function dropForeignKeys(database: TestDatabase): Promise<void> {
  const isMysql = database.engine !== 'postgresql';
  const keys = await database.query(
    `select constraint_name as n, table_name as t from information_schema.table_constraints
     where constraint_type = 'FOREIGN KEY' and table_schema = ${isMysql ? 'database()' : 'current_schema()'}`,
  );
  for (const { n, t } of keys)
    await database.execute(`alter table ${String(t)} drop ${isMysql ? 'foreign key' : 'constraint'} ${String(n)}`);
}
