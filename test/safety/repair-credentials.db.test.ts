import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { ACCOUNT_PASSWORD, createAccount, type Account } from '../support/accounts.ts';
import { runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase, describeEngines } from '../support/databases.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** The passwords that tests use, and what URLs make of them. */
const SECRETS = [ACCOUNT_PASSWORD, 's3cret', 'wr0ng'];

function mustHoldNoSecret(text: string, where: string): void {
  for (const secret of SECRETS) expect(text.includes(secret), `${secret} in ${where}`).toBe(false);
}

describeEngines('the password of a repair', { engines: ['postgresql', 'mariadb'] }, (database) => {
  let account: Account;
  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    account = await createAccount(database(), 'repairer', 'select, insert, update, delete');
  });
  afterEach(async () => {
    await account.drop();
  });

  const cli = (args: readonly string[]) => {
    const result = runCli([...args], { cwd: folder.path, env: { REPAIRED: account.url } });
    mustHoldNoSecret(result.stdout, `stdout of ${args.join(' ')}`);
    mustHoldNoSecret(result.stderr, `stderr of ${args.join(' ')}`);
    return result;
  };

  it('stands in no output, plan, journal or store', async () => {
    const store = await createDatabase(database().engine, { empty: true });
    const wrong = Object.assign(new URL(account.url), { password: 'wr0ng' }).href;
    expect(cli(['plan', '--database', account.url, '--out', 'plan.json', '--detailed']).code).toBe(1);
    expect(statSync(folder.file('plan.json')).mode & 0o777).toBe(0o600);
    expect(cli(['show', 'plan.json', '--format', 'json']).code).toBe(0);
    expect(cli(['--fix-issues', '--database', wrong, '--store', 'store.sqlite3', '--debug']).code).toBe(2);
    expect(cli(['apply', 'plan.json', '--database', account.url, '--store', 'store.sqlite3']).code).toBe(0);
    expect(cli(['show', 'last', '--store', 'store.sqlite3']).code).toBe(0);
    expect(cli(['undo', 'last', '--yes', '--database', 'env:REPAIRED', '--store', 'store.sqlite3', '--format', 'json']).code).toBe(0);
    // A store on a server, named by a URL with its password.
    expect(cli(['--fix-issues', '--database', account.url, '--store', store.url, '--format', 'json']).code).toBe(0);
    expect(cli(['undo', 'last', '--yes', '--database', account.url, '--store', store.url, '--dry-run']).stdout).toContain(
      // A URL in which no password can be is repeated as it is.
      new URL(store.url).password === '' ? `--store ${store.url}` : '--store URL',
    );
    expect(cli(['show', 'last', '--store', store.url]).code).toBe(0);
    expect(cli(['runs', '--store', store.url]).code).toBe(0);
    const wrongStore = Object.assign(new URL(store.url), { username: 'repairer', password: 'wr0ng' }).href;
    expect(cli(['runs', '--store', wrongStore, '--debug']).code).toBe(2);
    for (const table of ['peerquest_audit_run', 'peerquest_audit_transaction', 'peerquest_audit_payload']) {
      mustHoldNoSecret(JSON.stringify(await store.query(`select * from ${table}`)), table);
    }
    for (const name of readdirSync(folder.path)) mustHoldNoSecret(readFileSync(folder.file(name), 'latin1'), name);
    await store.drop();
  });

  it.skipIf(!existsSync('/proc/self/cmdline'))('shows in no list of processes while it repairs (needs /proc)', async () => {
    const db = database();
    await db.execute(
      db.engine === 'postgresql' ? 'begin; lock table quests_quest in access exclusive mode' : 'lock tables quests_quest write',
    );
    const args = ['--fix-issues', '--database', account.url, '--store', db.url];
    const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), ...args], { cwd: folder.path, stdio: 'ignore' });
    const ended = once(child, 'exit');
    const commandLine = (): string => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
    // A busy machine takes its time to start a program.
    for (let wait = 0; wait < 100 && !commandLine().startsWith('peerquest-audit'); wait++) await sleep(100);
    await sleep(1000);
    expect(child.exitCode).toBeNull();
    mustHoldNoSecret(commandLine(), 'the command line');
    child.kill('SIGKILL');
    await ended;
    await db.execute(db.engine === 'postgresql' ? 'rollback' : 'unlock tables');
  });
});
