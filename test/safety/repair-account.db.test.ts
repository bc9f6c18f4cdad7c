import { chmodSync, copyFileSync, mkdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { audit001 } from '../../src/demo/audit-001.ts';
import { openStore } from '../../src/history/index.ts';
import { startMariadb } from '../servers/mariadb.ts';
import { createAccount, runAsAdministrator, type Account } from '../support/accounts.ts';
import { isOneSentence, runCli, temporaryFolder, type CliResult, programEnvironment } from '../support/cli.ts';
import { createDatabase, describeEngines, type TestDatabase } from '../support/databases.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { searchTextTrigger } from '../support/trouble-ddl.ts';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** The run came to nothing: exit code 2, one sentence, and a journal in which nothing was done. */
async function mustHaveFailed({ code, stdout, stderr }: CliResult, sentence: RegExp, store: string): Promise<void> {
  expect(stderr).toMatch(sentence);
  expect(isOneSentence(stderr)).toBe(true);
  expect(code).toBe(2);
  expect(stdout).not.toContain('✅');
  const journal = await openStore(parseDatabaseUrl(store), 'read');
  for (const run of (await journal?.runs.newest(null)) ?? []) {
    expect(run).toMatchObject({
      state: 'failed',
      transactions: { committed: { changes: 0 }, intended: { changes: 0 }, unknown: { changes: 0 } },
    });
  }
  await journal?.close();
}

describeEngines('an account', { engines: ['postgresql', 'mariadb'] }, (database) => {
  let account: Account | null = null;
  let store = '';
  beforeEach(async () => {
    store = folder.file(`${randomUUID()}.sqlite3`);
    await database().clear();
    await database().insert(audit001);
  });
  afterEach(async () => {
    await account?.drop();
    account = null;
  });
  const rows = () => contents((sql) => database().query(sql));
  const cli = (url: string, ...args: readonly string[]) => runCli(['--database', url, ...args], { cwd: folder.path });

  it('that may only read previews and plans; its repair is refused with the right that it lacks', async () => {
    account = await createAccount(database(), 'previewer', 'select');
    const preview = cli(account.url, '--fix-issues', '--dry-run');
    expect(preview).toMatchObject({ code: 1, stderr: '' });
    expect(preview.stdout.match(/^🔧 \[DRY RUN\] Would /gm)).toHaveLength(11);
    const changes = (url: string): unknown =>
      (JSON.parse(cli(url, '--fix-issues', '--dry-run', '--format', 'json').stdout) as { changes: unknown }).changes;
    expect(changes(account.url)).toEqual(changes(database().url));
    const before = await rows();
    await mustHaveFailed(
      cli(account.url, '--fix-issues', '--store', store),
      /The repair stopped early: The account "previewer" lacks a privilege that a repair needs on (?:postgresql|mysql):\/\/\S+ \((?:permission denied|INSERT command denied) .*\): grant it what docs\/repair\.md lists/,
      store,
    );
    expect(await rows()).toBe(before);
  });

  it('that sees no triggers makes a plan that one with rights applies', async () => {
    const obstacle = searchTextTrigger(database().engine);
    for (const statement of obstacle.create) await database().execute(statement);
    account = await createAccount(database(), 'previewer', 'select');
    expect(runCli(['plan', '--database', account.url, '--out', 'plan.json'], { cwd: folder.path })).toMatchObject({ code: 1, stderr: '' });
    const applied = runCli(['apply', 'plan.json', '--database', database().url, '--store', folder.file('other.sqlite3')], {
      cwd: folder.path,
    });
    for (const statement of obstacle.drop) await database().execute(statement);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(applied.stdout).toContain('ISSUES FIXED: 5\nREMAINING ISSUES: 0\n');
  });

  it('that writes rows and sees no triggers repairs, and undoes exactly, what a trigger changed too', async () => {
    const obstacle = searchTextTrigger(database().engine);
    for (const statement of obstacle.create) await database().execute(statement);
    account = await createAccount(database(), 'writer', 'select, insert, update, delete');
    const before = await rows();
    const stored = await temporaryStore();
    const request = requestFor(account.url, stored.store);
    const ran = await apply(await makePlan(account.url), request);
    expect(ran.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 }, stoppedBy: null });
    const undone = await undo('last', request);
    expect(undone.outcome).toMatchObject({ applied: { entities: 5 }, failed: { entities: 0 } });
    expect(await rows()).toBe(before);
    for (const statement of obstacle.drop) await database().execute(statement);
    await stored.remove();
  });

  it('on a server that takes no writes is told so', async () => {
    const readOnly = await readOnlyDatabase(database());
    try {
      expect(cli(readOnly.url, '--fix-issues', '--dry-run').code).toBe(1);
      await mustHaveFailed(cli(readOnly.url, '--fix-issues', '--store', store), /read-only/, store);
    } finally {
      await readOnly.end();
    }
  });
});

/** The known case where nobody may write: a database of PostgreSQL, a server of MariaDB, which must be one that no other test uses. */
async function readOnlyDatabase(database: TestDatabase): Promise<{ readonly url: string; end(): Promise<void> }> {
  if (database.engine === 'postgresql') {
    const name = new URL(database.url).pathname.slice(1);
    await runAsAdministrator(database.url, [`alter database ${name} set default_transaction_read_only = on`]);
    // PostgreSQL takes this from nobody who is read-only.
    const open = ['set default_transaction_read_only = off', `alter database ${name} reset default_transaction_read_only`];
    return { url: database.url, end: () => runAsAdministrator(database.url, open) };
  }
  const server = await startMariadb();
  if (server === null) throw new Error('MariaDB is not installed.');
  const own = await createDatabase(database.engine, { server: server.url });
  await own.insert(audit001);
  await runAsAdministrator(own.url, ['set global read_only = 1']);
  return {
    url: own.url,
    async end() {
      await own.leave();
      await server.stop();
    },
  };
}

describe.skipIf(process.getuid?.() !== 0)(
  'an account of this machine that may not write the SQLite file (needs root, to become another)',
  () => {
    const asNobody = (args: readonly string[]): CliResult => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('dist/peerquest-audit.js'), ...args], {
        cwd: folder.path,
        env: { ...programEnvironment() },
        encoding: 'utf8',
        uid: 65_534,
        gid: 65_534,
      });
      return { code: status, stdout, stderr };
    };

    it('previews, and is told why it cannot repair', async ({ skip }) => {
      skip(asNobody(['--version']).code !== 0, 'the program itself is closed to other accounts');
      mkdirSync(folder.file('closed'));
      mkdirSync(folder.file('open'));
      runCli(['demo', '--out', 'sample.sqlite3'], { cwd: folder.path });
      chmodSync(folder.path, 0o755);
      chmodSync(folder.file('open'), 0o777);
      for (const [place, sentence] of [
        ['closed', /cannot be opened|may not be written by this account/],
        ['open', /"open\/db\.sqlite3" may not be written by this account: check the permissions of the file and of its folder/],
      ] as const) {
        const file = `${place}/db.sqlite3`;
        copyFileSync(folder.file('sample.sqlite3'), folder.file(file));
        chmodSync(folder.file(file), 0o444);
        const preview = asNobody(['--database', file, '--fix-issues', '--dry-run']);
        expect(preview).toMatchObject({ code: 1, stderr: '' });
        const store = `open/${place}-store.sqlite3`;
        await mustHaveFailed(asNobody(['--database', file, '--fix-issues', '--store', store]), sentence, folder.file(store));
      }
    });
  },
);
