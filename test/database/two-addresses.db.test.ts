import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createConnection } from 'mysql2/promise';
import { audit001 } from '../../src/demo/audit-001.ts';
import { startReplicaPair, type Pair } from '../servers/mariadb-pair.ts';
import { createAccount, runAsAdministrator, type Account } from '../support/accounts.ts';
import { runCli, temporaryFolder, type CliOptions } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});
const cli = (args: readonly string[], env: CliOptions['env'] = {}) => {
  const needsStore = ['--fix-issues', 'undo', 'ack', 'acks', 'apply'].includes(args[0] ?? '');
  return runCli([...args, ...(needsStore ? ['--store', 'store.sqlite3'] : [])], { cwd: folder.path, env });
};
const wrongPassword = (url: string): string => Object.assign(new URL(url), { password: 'wr0ng' }).href;

describe.skipIf(inject('postgres') === null)('one database on PostgreSQL by two addresses', () => {
  let database: TestDatabase;
  let reader: Account;
  beforeAll(async () => {
    database = await createDatabase('postgresql');
    reader = await createAccount(database, 'reader_of_two', 'select');
    await database.execute('grant select on all tables in schema public to reader_of_two');
  });
  beforeEach(async () => {
    await database.clear();
    await database.insert(audit001);
  });
  afterAll(async () => {
    await reader.drop();
    await database.drop();
  });
  const both = (read: string, write: string): Record<string, string> => ({ DATABASE_URL: write, DATABASE_READ_URL: read });

  it('an audit asks the one to read and not the other', () => {
    expect(cli(['--quiet'], both(reader.url, wrongPassword(database.url)))).toMatchObject({ code: 1, stderr: '' });
    expect(cli(['--quiet'], both(wrongPassword(reader.url), database.url)).stderr).toContain('refuses the account "reader_of_two"');
  });

  it('a repair and its undo write by the other', () => {
    expect(cli(['--fix-issues', '--database', reader.url]).stderr).toMatch(/may not write|lacks a privilege/);
    const repaired = cli(['--fix-issues', '--format', 'json'], both(reader.url, database.url));
    expect(repaired).toMatchObject({ code: 0, stderr: '' });
    expect(cli(['--fix-issues'], both(reader.url, wrongPassword(database.url))).code).toBe(2);
    expect(cli(['undo', 'last', '--yes', '--quiet', '--database', reader.url, '--write-database', database.url])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(cli(['--quiet', '--database', database.url]).code).toBe(1);
  });

  it('hints name the flags, and no URL', () => {
    const { stdout } = cli(['--database', reader.url, '--write-database', database.url]);
    expect(stdout).toContain('--database URL --write-database URL');
  });

  it('doctor shows both', () => {
    const { stdout, code } = cli(['doctor'], both(reader.url, database.url));
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /Database +postgresql:\/\/reader_of_two@.*from DATABASE_READ_URL in the environment; written: DATABASE_URL in the environment/,
    );
    expect(stdout).toMatch(/Write database +postgresql:\/\/postgres@/);
    expect(stdout).toMatch(/Write: Connection +open, and the same database/);
    expect(cli(['doctor'], both(reader.url, wrongPassword(database.url))).stdout).toMatch(
      /advice +Write: Connection +no repair is possible: .*refuses the account/,
    );
  });

  it('another database is not taken for the same', async () => {
    const other = await createDatabase('postgresql');
    for (const args of [['plan', '--out', 'never.json'], ['--fix-issues'], ['acks']]) {
      const { code, stderr } = cli(args, both(reader.url, other.url));
      expect(stderr).toMatch(
        /What is read at postgresql:\/\/reader_of_two@.* and what is written at postgresql:\/\/postgres@.* is not one database/,
      );
      expect(code).toBe(2);
    }
    await other.drop();
  });

  it('addresses that cannot be one are refused', () => {
    expect(cli(['--quiet'], both('db.sqlite3', database.url)).stderr).toMatch(/must be one: two addresses of servers of the same kind/);
    expect(cli(['--quiet'], both('mysql://u@h/d', database.url)).stderr).toMatch(/must be one/);
    expect(cli(['--quiet'], { DATABASE_READ_URL: reader.url }).stderr).toMatch(/No database is named/);
    writeFileSync(folder.file('half.json'), JSON.stringify({ database: { read: reader.url } }));
    const half = cli(['--config', 'half.json']);
    expect(half.stderr).toMatch(/mistake in "database": it must be a URL, or \{ read, write \}/);
    expect(half.stderr).not.toContain('n0t-for-print');
  });
});

describe.skipIf(inject('mariadb') === null)('a replica of MariaDB and its primary', () => {
  let pair: Pair;
  let database: TestDatabase;
  let [read, write] = ['', ''];
  const config = ['--config', 'two.json'];

  beforeAll(async () => {
    const started = await startReplicaPair();
    if (started === null) throw new Error('MariaDB is not installed.');
    pair = started;
    database = await createDatabase('mariadb', { server: pair.first.url });
    write = database.url;
    read = Object.assign(new URL(pair.second.url), { pathname: new URL(write).pathname }).href;
    await database.insert(audit001);
    writeFileSync(folder.file('two.json'), JSON.stringify({ database: { read, write: 'env:WRITTEN' } }));
    await caughtUp();
  });
  afterAll(async () => {
    await database.drop();
    await pair.stop();
  });
  const env = () => ({ WRITTEN: write });

  /** Waits until the replica has what the primary has. */
  async function caughtUp(): Promise<void> {
    const [primary, replica] = await Promise.all([createConnection(pair.first.url), createConnection(pair.second.url)]);
    const [rows] = await primary.query('select @@gtid_binlog_pos as position');
    await replica.query('select master_gtid_wait(?, 60)', [(rows as { position: string }[])[0]?.position]);
    await Promise.all([primary.end(), replica.end()]);
  }

  it('have one identity: what is acknowledged, planned and undone by one is known by the other', async () => {
    const finding = /\b[0-9a-f]{12,}\b/.exec(cli(['--format', 'json', '--database', write]).stdout)?.[0] ?? '';
    expect(finding).not.toBe('');
    expect(cli(['ack', finding, '--reason', 'known', ...config], env())).toMatchObject({ code: 0, stderr: '' });
    expect(cli(['acks', '--database', write]).stdout).toContain('known');
    expect(cli(['unack', finding, '--store', 'store.sqlite3', '--database', write])).toMatchObject({ code: 0, stderr: '' });
    expect(cli(['acks', ...config], env()).stdout).toContain('Nothing is acknowledged');

    expect(cli(['plan', '--out', 'plan.json', ...config], env()).code).toBe(1);
    expect(cli(['apply', 'plan.json', '--database', write])).toMatchObject({ code: 0, stderr: '' });
    await caughtUp();
    expect(cli(['undo', 'last', '--yes', ...config], env())).toMatchObject({ code: 0, stderr: '' });
    await caughtUp();
  });

  it('are read and written apart, and the audit afterwards looks where was written', async () => {
    await runAsAdministrator(read, ['stop slave sql_thread']);
    await sleep(100);
    const { code, stdout } = cli(['--fix-issues', '--format', 'json', ...config], env());
    const { summary } = JSON.parse(stdout) as { summary: { issuesFixed: number; issuesRemaining: number } };
    expect({ code, ...summary }).toMatchObject({ code: 0, issuesFixed: 5, issuesRemaining: 0 });
    // The replica has heard nothing of it.
    expect(cli(['--quiet', '--database', read]).code).toBe(1);
    expect(cli(['--quiet', ...config], env()).code).toBe(1);
    expect(cli(['--quiet', '--database', write]).code).toBe(0);
    await runAsAdministrator(read, ['start slave sql_thread']);
    await caughtUp();
    expect(cli(['--quiet', ...config], env()).code).toBe(0);
  });

  it('are not taken for one where name or tables differ', async () => {
    const other = await createDatabase('mariadb', { server: pair.first.url });
    expect(cli(['plan', '--out', 'never.json', '--database', read, '--write-database', other.url]).stderr).toMatch(
      /is not one database \(one is called "test_\w+", the other "test_\w+"\): correct one of the two addresses/,
    );
    await other.drop();
    const name = new URL(read).pathname.slice(1);
    const elsewhere = inject('mariadb')?.url ?? '';
    await runAsAdministrator(elsewhere, [`create database ${name}`, `create table ${name}.quests_quest (id varchar(9) primary key)`]);
    const twin = Object.assign(new URL(elsewhere), { pathname: name }).href;
    expect(cli(['plan', '--out', 'never.json', '--database', read, '--write-database', twin]).stderr).toMatch(
      /is not one database \(their tables are not the same\)/,
    );
    await runAsAdministrator(elsewhere, [`drop database ${name}`]);
  });
});
