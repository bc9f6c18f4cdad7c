import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, runAsAdministrator, type Account } from '../support/accounts.ts';
import { describeEngines } from '../support/databases.ts';
import { runInProcess } from '../support/in-process.ts';

const NAME = 'by_role';

describeEngines('rights that an account has through roles on MariaDB', { engines: ['mariadb'] }, (database) => {
  const ROLES = ['br_files', 'br_middle', 'br_reader', 'br_kicker', 'br_deleter'];
  let account: Account;
  const run = (...statements: string[]): Promise<void> => runAsAdministrator(database().url, statements);
  const told = async (): Promise<string> => (await runInProcess(['doctor', '--detailed', '--database', account.url])).stdout;
  const schema = (): string => new URL(database().url).pathname.slice(1);

  beforeAll(async () => {
    account = await createAccount(database(), NAME, 'select');
    await run(...ROLES.map((role) => `create role ${role}`));
  });
  afterAll(async () => {
    await run(...ROLES.map((role) => `drop role ${role}`), 'revoke all privileges, grant option from public');
    await account.drop();
  });

  it('are told as powers: active, nested, that it could take, of everybody, and of accounts that it may act as', async () => {
    expect(await told()).not.toContain('does not hold back');
    await run(
      'grant file, super on *.* to br_files',
      'grant br_files to br_middle',
      `grant br_middle to ${NAME}@'%'`,
      `set default role br_middle for ${NAME}@'%'`,
      'grant connection admin, process on *.* to br_kicker',
      `grant br_kicker to ${NAME}@'%' with admin option`,
      'grant replication slave on *.* to public',
      `grant proxy on root@localhost to ${NAME}@'%'`,
    );
    expect(await told()).toContain(
      'the account has PROXY ON `root`@`localhost`, FILE (through `br_files`), SUPER (through `br_files`), REPLICATION SLAVE (through PUBLIC), CONNECTION ADMIN (after SET ROLE `br_kicker`) on the whole server, which a read-only session does not hold back',
    );
    await run(
      `set default role none for ${NAME}@'%'`,
      `revoke br_kicker from ${NAME}@'%'`,
      'revoke replication slave on *.* from public',
      `revoke proxy on root@localhost from ${NAME}@'%'`,
    );
    expect(await told()).toContain('the account has FILE (through `br_files`, after SET ROLE `br_middle`), SUPER (through');
    await run(`revoke br_middle from ${NAME}@'%'`);
    expect(await told()).not.toContain('does not hold back');
  });

  it('read what a default role may read, also by a pattern, and are told where only another role may', async () => {
    await run(
      `grant select on \`${schema().replaceAll('_', '\\_').slice(0, -1)}%\`.* to br_reader`,
      `revoke select on ${schema()}.quests_quest from ${NAME}@'%'`,
      `grant br_reader to ${NAME}@'%'`,
    );
    const missing = 'the account may read [^\\n]*quests_quest, ';
    expect(await told()).toMatch(
      new RegExp(`advice +Privileges +${missing}[^\n]* in the role \`br_reader\` only, [^\n]*SET DEFAULT ROLE \`br_reader\``),
    );
    expect(await told()).toMatch(/problem +Tables +quest-status cannot run/);
    await run(`set default role br_reader for ${NAME}@'%'`);
    const output = await told();
    expect(output).not.toMatch(new RegExp(missing));
    expect(output).toMatch(/ok +Tables +all that quest-status needs/);
    expect(output).toContain('the account can read and cannot write');
    await run(
      `set default role none for ${NAME}@'%'`,
      `revoke br_reader from ${NAME}@'%'`,
      `grant select on ${schema()}.quests_quest to ${NAME}@'%'`,
    );
  });

  it('are told where they write, if only in a role or only by DELETE, and the session is left as it began', async () => {
    await run(`grant delete on ${schema()}.quests_quest to br_deleter`, `grant br_deleter to ${NAME}@'%'`);
    expect(await told()).toContain('the account could write to quests_quest (after SET ROLE `br_deleter`); the session is read-only');
    await run(`set default role br_deleter for ${NAME}@'%'`, `grant update (username) on ${schema()}.users_user to ${NAME}@'%'`);
    expect(await told()).toContain('the account could write to users_user, quests_quest; the session is read-only');
  });

  it('name the default role where the account may not use the database', async () => {
    const { stderr, code } = await runInProcess(['doctor', '--database', account.url.replace(schema(), 'mysql')]);
    expect(code).toBe(2);
    expect(stderr).toContain('SET DEFAULT ROLE');
  });
});

describeEngines('rights that an account has through roles on PostgreSQL', { engines: ['postgresql'] }, (database) => {
  const ROLES = ['br_super', 'br_middle', 'br_writer', 'br_caller', 'br_owner'];
  let account: Account;
  const run = (...statements: string[]): Promise<void> => runAsAdministrator(database().url, statements);
  const told = async (): Promise<string> => (await runInProcess(['doctor', '--detailed', '--database', account.url])).stdout;

  beforeAll(async () => {
    account = await createAccount(database(), NAME, 'select');
    await run(...ROLES.map((role) => `create role ${role}`));
  });
  afterAll(async () => {
    await run(...ROLES.flatMap((role) => [`drop owned by ${role} cascade`, `drop role ${role}`]));
    await account.drop();
  });

  it('are told as powers, also those that are not inherited', async () => {
    expect(await told()).not.toContain('does not hold back');
    await run(
      'alter role br_super superuser replication',
      'grant br_super to br_middle',
      `alter role ${NAME} noinherit`,
      `grant br_middle to ${NAME}`,
    );
    expect(await told()).toContain('the account has SUPERUSER (through the role br_super), REPLICATION (through the role br_super), ');
    await run(
      `revoke br_middle from ${NAME}`,
      'grant pg_read_server_files to br_caller',
      'grant execute on function pg_reload_conf() to br_caller',
    );
    await run(`grant br_caller, pg_signal_backend to ${NAME}`);
    expect(await told()).toContain('the account has pg_read_server_files, pg_signal_backend, pg_reload_conf, which');
    await run(`revoke br_caller, pg_signal_backend from ${NAME}`, `alter role ${NAME} inherit`);
    expect(await told()).not.toContain('does not hold back');
  });

  it('are told of the account that logs in, whatever role its sessions begin with', async () => {
    await run(
      `alter role ${NAME} superuser`,
      `alter role ${NAME} set role = 'br_writer'`,
      'grant select on all tables in schema public to br_writer',
    );
    expect(await told()).toContain('the account is a superuser');
    await run(
      `alter role ${NAME} nosuperuser`,
      `alter role ${NAME} reset role`,
      'revoke select on all tables in schema public from br_writer',
    );
  });

  it('read and write what is inherited, and say in which role only what is not', async () => {
    await run(
      'grant select, update (title) on quests_quest to br_writer',
      `revoke select on quests_quest from ${NAME}`,
      `grant br_writer to ${NAME}`,
    );
    const inherited = await told();
    expect(inherited).toMatch(/ok +Tables +all that quest-status needs/);
    expect(inherited).toContain('the account could write to quests_quest; the session is read-only');
    await run(`alter role ${NAME} noinherit`);
    const taken = await told();
    expect(taken).toMatch(/problem +Tables +quest-status cannot run/);
    expect(taken).toContain('the account could write to quests_quest (after SET ROLE br_writer); the session is read-only');
    expect(taken).toMatch(
      /advice +Privileges +the account may read quests_quest in the role br_writer only, whose rights it does not inherit/,
    );
    await run(`revoke br_writer from ${NAME}`, `alter role ${NAME} inherit`, `grant select on quests_quest to ${NAME}`);
  });

  it('through a superuser’s role let no view of another role run, the database’s owner included', async () => {
    await run(
      'grant create on schema public to br_owner',
      'alter table quests_quest rename to quests_kept',
      'grant select on quests_kept to br_owner',
      'set role br_owner',
      'create view quests_quest as select * from quests_kept',
      'reset role',
      `grant select on quests_quest to ${NAME}`,
    );
    const shadowed = /a view or a foreign table of the role "br_owner"/;
    expect((await runInProcess(['audit', '--database', account.url])).stderr).not.toMatch(shadowed);
    await run(`grant br_super to ${NAME}`);
    expect((await runInProcess(['audit', '--database', account.url])).stderr).toMatch(shadowed);
  });
});
