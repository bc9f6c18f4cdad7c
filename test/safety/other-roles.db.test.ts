import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { ACCOUNT_PASSWORD, createAccount, runAsAdministrator, type Account } from '../support/accounts.ts';
import { temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { runInProcess, type Printed } from '../support/in-process.ts';

const [MALLORY, OWNER, READER] = ['mallory_of_roles', 'owner_of_roles', 'reader_of_roles'];
const CAME = 'MALLORY WAS HERE';

const EVIL = (args: string, returns: string) => `create function public.evil(${args}) returns ${returns} language plpgsql as
  $$ begin raise exception '${CAME}, with the rights of %', current_user; end $$`;
const EQUALS = [
  EVIL('varchar, varchar', 'boolean'),
  'create operator public.= (function = public.evil, leftarg = varchar, rightarg = varchar)',
];
const NO_EQUALS = ['drop operator public.= (varchar, varchar)', 'drop function public.evil(varchar, varchar)'];

describe.skipIf(inject('postgres') === null)('what other roles have made on PostgreSQL', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  let database: TestDatabase;
  let reader: Account;

  const as = (role: string): string => Object.assign(new URL(database.url), { username: role, password: ACCOUNT_PASSWORD }).href;
  const audit = (url: string, ...further: string[]) => runInProcess(['--quiet', '--database', url, ...further]);
  /** Has a role make things, and drops them after the work. */
  async function planted(role: string, make: readonly string[], drop: readonly string[], work: () => Promise<void>): Promise<void> {
    await runAsAdministrator(as(role), make);
    try {
      await work();
    } finally {
      await runAsAdministrator(database.url, drop);
    }
  }
  function expectRefused(printed: Printed, ...words: string[]): void {
    expect(printed.stdout + printed.stderr).not.toContain(CAME);
    expect(printed).toMatchObject({ code: 2 });
    for (const word of words) expect(printed.stderr).toContain(word);
  }

  beforeAll(async () => {
    database = await createDatabase('postgresql');
    await database.insert(audit001);
    reader = await createAccount(database, READER, 'select');
    await runAsAdministrator(database.url, [
      ...[MALLORY, OWNER].map((role) => `create role ${role} login password '${ACCOUNT_PASSWORD}'`),
      `grant create on schema public to ${MALLORY}, ${OWNER}`,
      `alter database ${new URL(database.url).pathname.slice(1)} owner to ${OWNER}`,
    ]);
  });
  afterAll(async () => {
    await reader.drop();
    await runAsAdministrator(database.url, [
      `alter database ${new URL(database.url).pathname.slice(1)} owner to postgres`,
      ...[MALLORY, OWNER].flatMap((role) => [`drop owned by ${role}`, `drop role ${role}`]),
    ]);
    await database.drop();
    folder.remove();
  });

  it('runs for nobody: an operator for the very types of a column', async () => {
    await planted(MALLORY, EQUALS, NO_EQUALS, async () => {
      for (const url of [database.url, reader.url]) {
        expectRefused(await audit(url), 'public.=(character varying, character varying)', `"${MALLORY}"`);
        expectRefused(await audit(url, '--fix-issues', '--store', folder.file('s.sqlite3')), `"${MALLORY}"`);
      }
      const { code, stdout, stderr } = await runInProcess(['doctor', '--database', database.url]);
      expect(stdout + stderr).not.toContain(CAME);
      expect(stdout + stderr).toContain(`The role "${MALLORY}" has made the operator`);
      expect(code).toBe(2);
    });
    expect(await database.query("select count(*)::int as n from quests_quest where status = 'in-progress'")).not.toEqual([]);
    expect(await audit(reader.url)).toMatchObject({ code: 1 });
  });

  it('runs where its maker is trusted: a superuser, the account itself, and for a plain account the owner of the database', async () => {
    const harmless = [
      'create function public.same(varchar, varchar) returns boolean language sql as $$ select $1::text operator(pg_catalog.=) $2::text $$',
      'create operator public.= (function = public.same, leftarg = varchar, rightarg = varchar)',
    ];
    const drop = ['drop operator public.= (varchar, varchar)', 'drop function public.same(varchar, varchar)'];
    await planted(OWNER, harmless, drop, async () => {
      expect(await audit(reader.url)).toMatchObject({ code: 1 });
      // It would gain a superuser's rights.
      expectRefused(await audit(database.url), `"${OWNER}"`, 'no superuser');
    });
    await runAsAdministrator(database.url, harmless);
    for (const url of [database.url, reader.url]) expect(await audit(url)).toMatchObject({ code: 1 });
    await runAsAdministrator(database.url, drop);
  });

  it('stops only the statements that would run it: a function, and an operator that no word stands for', async () => {
    const check = (id: string, condition: string) => {
      const name = folder.file(`${id}.sql`);
      writeFileSync(
        name,
        `/*\nid: ${id}\ntitle: Users\nseverity: warning\nkey: [id]\ninvariant: None.\nwhy: A test.\nadvice: None.\nneeds: { users_user: [id, username] }\n*/\nselect id from users_user where ${condition}`,
      );
    };
    check('calls-it', "lower(username) <> 'nobody'");
    check('asks-for-it', "username || 'x' <> 'nobody'");
    check('says-whose', "pg_catalog.lower(username) <> 'nobody'");
    writeFileSync(folder.file('c.json'), '{"sqlChecks":["*.sql"]}');
    const make = [
      ...['public.lower(varchar)', 'public.evil(varchar, text)'].map(
        (what) => `create function ${what} returns text language plpgsql as $$ begin raise exception '${CAME}'; end $$`,
      ),
      'create operator public.|| (function = public.evil, leftarg = varchar, rightarg = text)',
    ];
    const drop = [
      'drop function public.lower(varchar)',
      'drop operator public.|| (varchar, text)',
      'drop function public.evil(varchar, text)',
    ];
    await planted(MALLORY, make, drop, async () => {
      for (const url of [database.url, reader.url]) {
        const { code, stdout, stderr } = await runInProcess(['--database', url, '--config', folder.file('c.json')]);
        expect(stdout + stderr).not.toContain(CAME);
        expect(stdout, stderr).toContain('public.lower(character varying)');
        expect(stdout).toContain('public.||(character varying, text)');
        expect(stdout).toContain('says-whose');
        expect(code).toBe(2);
        const { checks } = JSON.parse(
          (await runInProcess(['--format', 'json', '--database', url, '--config', folder.file('c.json')])).stdout,
        ) as { checks: { id: string; outcome: string }[] };
        const failed = checks.filter(({ outcome }) => outcome === 'could-not-run').map(({ id }) => id);
        expect(failed.sort()).toEqual(['asks-for-it', 'calls-it']);
      }
    });
  });

  it('runs for nobody: a cast of a type that a table uses', async () => {
    const make = [
      "create type public.mood as enum ('calm')",
      `create function public.told(public.mood) returns text language plpgsql as $$ begin raise exception '${CAME}'; end $$`,
      'create cast (public.mood as text) with function public.told(public.mood)',
      'create table public.moods (mood public.mood)',
    ];
    await planted(MALLORY, make, ['drop type public.mood cascade', 'drop table public.moods'], async () => {
      expectRefused(await audit(reader.url), '(mood as text)', `"${MALLORY}"`);
    });
  });

  it('runs for no superuser: a view over a function, where a table is expected', async () => {
    const participants = 'quests_questparticipant';
    await database.execute(`alter table ${participants} rename to behind; grant select on behind to ${MALLORY}`);
    const make = [
      EVIL('integer', 'integer'),
      `create view ${participants} as select b.* from behind as b where public.evil(1) = 1`,
      `grant select on ${participants} to ${READER}`,
    ];
    await planted(MALLORY, make, [`drop view ${participants}`, 'drop function public.evil(integer)'], async () => {
      const { code, stdout, stderr } = await audit(database.url);
      expect(stdout + stderr).not.toContain(CAME);
      expect(stdout + stderr).toContain(`${participants} is a view or a foreign table of the role "${MALLORY}"`);
      expect(code).toBe(2);
    });
    await database.execute(`alter table behind rename to ${participants}`);
    expect(await audit(database.url)).toMatchObject({ code: 1 });
  });
});
