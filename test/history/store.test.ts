import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StorePurpose } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import { temporaryFolder } from '../support/cli.ts';
import { buildChild, type ChildProgram } from '../support/crash-process.ts';
import { newRun, newTransaction, openedStore, runId, sentenceFrom } from './fixtures.ts';

/** The account that owns nothing; root's own rights know no read-only file. Only a process can change its account, and no thread of it. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

describe('a store in a SQLite file', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let program: ChildProgram;
  beforeAll(async () => {
    program = await buildChild('../history/store-process.ts');
  });
  afterAll(() => program.remove());
  beforeEach(() => (folder = temporaryFolder()));
  afterEach(() => folder.remove());

  const asNobody = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      return await work();
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  };
  const open = (file: string, purpose: StorePurpose) => openStore({ engine: 'sqlite', file }, purpose);
  const trouble = async (file: string, purpose: StorePurpose = 'create'): Promise<string> => {
    const sentence = await sentenceFrom(open(file, purpose));
    expect(sentence).toMatch(
      /^StoreError: The store of runs \/[^\n]+ cannot be used, and without its journal there is no repair: [^\n]+\.$/,
    );
    return sentence;
  };
  const inProcess = (file: string, number: number, end: string): Promise<string> =>
    new Promise((done) => {
      execFile(process.execPath, [program.file, file, String(number), end], (error, _stdout, stderr) =>
        done(error === null ? '' : `${error.signal ?? ''}${stderr}`),
      );
    });

  it('is made with its folders, for this account only', async () => {
    const file = folder.file('a/b/store.sqlite3');
    expect(await open(file, 'read')).toBeNull();
    expect(readdirSync(folder.path)).toEqual([]);
    const store = await openedStore(file);
    const modes = ['a', 'a/b', 'a/b/store.sqlite3', 'a/b/store.sqlite3-wal'].map((name) => statSync(folder.file(name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700, 0o600, 0o600]);
    expect(store.location).toBe(file);
    await store.close();
    const again = await open(file, 'read');
    expect(await again?.runs.newest(null)).toEqual([]);
    await again?.close();
    // Of a file in WAL mode the header says 2 twice.
    expect([...readFileSync(file).subarray(18, 20)]).toEqual([2, 2]);
  });

  it('leaves the journal mode of another application’s file as it is', async () => {
    const file = folder.file('app.sqlite3');
    const application = new Database(file);
    application.exec('create table app (id integer)');
    const store = await openedStore(file);
    await store.runs.start(newRun(1));
    await store.close();
    expect(application.pragma('journal_mode', { simple: true })).toBe('delete');
    application.close();
  });

  it('is made by several processes at once', async () => {
    const file = folder.file('new/store.sqlite3');
    expect(await Promise.all([1, 2, 3, 4].map((number) => inProcess(file, number, 'close')))).toEqual(['', '', '', '']);
    const store = await openedStore(file);
    expect(await store.runs.newest(null)).toHaveLength(4);
    await store.close();
  });

  it('has an intent on disk when its writer dies', async () => {
    const file = folder.file('store.sqlite3');
    expect(await inProcess(file, 1, 'die')).toContain('SIGKILL');
    const store = await openedStore(file);
    expect(await store.journal.openIntents('identity')).toMatchObject([{ runId: runId(1), number: 1 }]);
    await store.close();
  });

  it('cannot be where there are no folders and files', async () => {
    writeFileSync(folder.file('file'), 'x');
    mkdirSync(folder.file('folder'));
    for (const purpose of ['read', 'write', 'create'] as const) {
      expect(await trouble(folder.file('file/store.sqlite3'), purpose)).toContain('a file where a folder is wanted');
      expect(await trouble(folder.file('folder'), purpose)).toContain('that is a folder, not a file');
    }
    expect(await trouble(folder.file('file/deeper/store.sqlite3'))).toContain('a file where a folder is wanted');
    expect(await trouble('/proc/peerquest-audit/store.sqlite3')).toContain('name another store with --store');
  });

  it('cannot be a file of another kind, or a damaged one', async () => {
    writeFileSync(folder.file('text'), 'This is no database. '.repeat(100));
    expect(await trouble(folder.file('text'))).toContain('it is not a SQLite database');
    const file = folder.file('store.sqlite3');
    const store = await openedStore(file);
    await store.runs.start(newRun(1));
    await store.journal.writeIntent(newTransaction(1, 1, { payload: 'x'.repeat(100_000) }));
    await store.close();
    writeFileSync(file, Buffer.alloc(statSync(file).size, 7).fill('SQLite format 3\0', 0, 16));
    expect(await trouble(file)).toMatch(/it is (?:damaged|not a SQLite database)/);
  });

  it('tells of damaged rows', async () => {
    const file = folder.file('store.sqlite3');
    const store = await openedStore(file);
    await store.runs.start(newRun(1));
    const other = new Database(file);
    other.exec("update peerquest_audit_run set options = '{'");
    expect(await sentenceFrom(store.runs.newest(null))).toMatch(/^StoreError: .*the JSON in it is damaged/);
    other.exec('drop table peerquest_audit_transaction');
    other.exec('drop table peerquest_audit_run');
    other.close();
    expect(await sentenceFrom(store.runs.newest(null))).toMatch(/^StoreError: .*its database says "no such table: peerquest_audit_run"/);
    await store.close();
  });

  it('is waited for while another program writes, and then given up on', { timeout: 30_000 }, async () => {
    const file = folder.file('store.sqlite3');
    const store = await openedStore(file);
    const other = new Database(file);
    other.exec('begin immediate');
    expect(await sentenceFrom(store.runs.start(newRun(1)))).toMatch(/^StoreError: .*another program holds it locked; try again/);
    other.close();
    await store.runs.start(newRun(1));
    await store.close();
  });

  it.skipIf(isRoot && !isMainThread)('can be read where nothing may be written, when it is up to date', async () => {
    const file = folder.file('store.sqlite3');
    const store = await openedStore(file);
    await store.runs.start(newRun(1));
    await store.close();
    chmodSync(file, 0o444);
    chmodSync(folder.path, 0o555);
    await asNobody(async () => {
      const readable = await open(file, 'read');
      expect(await readable?.runs.newest(null)).toHaveLength(1);
      expect(await sentenceFrom(readable?.runs.start(newRun(2)) ?? Promise.resolve())).toMatch(/this account may not write/);
      await readable?.close();
      expect(await trouble(file)).toContain('this account may not write to its file and folder');
      expect(await trouble(folder.file('other/store.sqlite3'))).toContain('this account may not write');
    });
    chmodSync(folder.path, 0o755);
    chmodSync(file, 0o644);
    const database = new Database(file);
    database.exec("delete from peerquest_audit_migration where name = '0002-transactions'");
    database.close();
    chmodSync(file, 0o444);
    chmodSync(folder.path, 0o555);
    await asNobody(async () => {
      expect(await trouble(file, 'read')).toContain('an older version has made its tables');
    });
    chmodSync(folder.path, 0o700);
  });

  it.skipIf(isRoot && !isMainThread)('is no store without runs because its folder is closed', async () => {
    const file = folder.file('closed/store.sqlite3');
    await (await openedStore(file)).close();
    chmodSync(folder.path, isRoot ? 0o755 : 0o700);
    if (!isRoot) chmodSync(folder.file('closed'), 0o000);
    await asNobody(async () => {
      expect(await trouble(file, 'read')).toContain('this account may not write to its file and folder');
    });
    chmodSync(folder.file('closed'), 0o700);
  });

  it('on a full disk', async ({ skip }) => {
    const disk = folder.file('disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]).status === 0;
    skip(!mounted, 'this account may not mount a small disk');
    try {
      const store = await openedStore(folder.file('disk/store.sqlite3'));
      await store.runs.start(newRun(1));
      const large = newTransaction(1, 1, { payload: 'x'.repeat(5_000_000) });
      expect(await sentenceFrom(store.journal.writeIntent(large))).toMatch(/^StoreError: .*its disk is full; free some space/);
      await store.journal.writeIntent(newTransaction(1, 1));
      await store.close();
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });
});
