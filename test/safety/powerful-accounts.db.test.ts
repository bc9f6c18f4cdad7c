import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, parseDatabaseUrl } from '../../src/database/index.ts';
import { createAccount, runAsAdministrator, type Account } from '../support/accounts.ts';
import { describeEngines } from '../support/databases.ts';
import { runInProcess } from '../support/in-process.ts';

const NAME = 'powerful_account';

describeEngines('an account with more than rights on tables', { engines: ['postgresql', 'mariadb'] }, (database) => {
  let account: Account;
  const isPostgres = (): boolean => database().engine === 'postgresql';
  const told = async (url: string): Promise<string> => (await runInProcess(['doctor', '--database', url])).stdout;

  beforeAll(async () => {
    account = await createAccount(database(), NAME, 'select');
  });
  afterAll(async () => {
    if (isPostgres()) await runAsAdministrator(database().url, [`revoke all on function pg_reload_conf() from ${NAME}`]);
    await account.drop();
  });

  it('is told by doctor with what it has, and no other is', async () => {
    expect(await told(account.url)).not.toContain('does not hold back');
    await runAsAdministrator(
      database().url,
      isPostgres()
        ? [
            `alter role ${NAME} replication bypassrls`,
            `grant pg_read_server_files, pg_execute_server_program to ${NAME}`,
            `grant execute on function pg_reload_conf() to ${NAME}`,
          ]
        : [`grant file, super, replication slave, process on *.* to ${NAME}@'%'`],
    );
    const output = await told(account.url);
    const words = isPostgres()
      ? ['REPLICATION', 'BYPASSRLS', 'pg_read_server_files', 'pg_execute_server_program', 'pg_reload_conf']
      : ['FILE', 'SUPER', 'REPLICATION SLAVE'];
    expect(output).toMatch(/advice {3}Privileges +the account has [^\n]+, which a read-only session does not hold back/);
    const [line = ''] = /the account has [^\n]+does not hold back/.exec(output) ?? [];
    for (const word of words) expect(line).toContain(word);
    expect(line).not.toMatch(/PROCESS|pg_write_server_files/);
    expect(await told(database().url)).toMatch(isPostgres() ? /is a superuser; [^\n]+holds back writes to tables only/ : /ALL PRIVILEGES/);
  });

  it('reads in a session whose later transactions could not write either', async () => {
    const session = await connect(parseDatabaseUrl(account.url), ['users_user']);
    const [row] = await session.all(
      isPostgres()
        ? sql`select current_setting('default_transaction_read_only') as closed`
        : sql`select if(@@session.tx_read_only, 'on', 'off') as closed`,
    );
    expect(row).toEqual({ closed: 'on' });
    await session.close();
  });
});
