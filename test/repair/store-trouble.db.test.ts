import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { Server } from '../servers/processes.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { collect, countsOf } from '../support/collect.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { apply, contents, makePlan, requestFor, undo } from '../support/repairing.ts';
import { troubledQuests } from '../support/troubled-quests.ts';

const BATCH = { batchSize: 4 };

describe('trouble with the store in the middle of a repair', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let database: TestDatabase;
  beforeEach(async () => {
    folder = temporaryFolder();
    database = await createDatabase('sqlite');
    await database.insert(troubledQuests(14));
  });
  afterEach(async () => {
    await database.drop();
    folder.remove();
  });
  const rows = () => contents((sql) => database.query(sql));

  /** What the store was told of is what was done: undo and a second run see it through. */
  async function mustComeRight(store: NonNullable<Awaited<ReturnType<typeof openStore>>>, before: string, cut: string): Promise<void> {
    const again = await apply(await makePlan(database.url), requestFor(database.url, store));
    expect(again.outcome).toMatchObject({ stoppedBy: null, failed: { entities: 0 } });
    const { result } = await collect(database.url);
    expect(countsOf(result)).toMatchObject({ 'approved-without-participant': 0, 'quest-status': 0, 'quest-assignment': 0 });
    expect((await store.runs.find(cut)).state).toBe('failed');
    await undo(again.outcome.runId, requestFor(database.url, store));
    await undo(cut, requestFor(database.url, store));
    expect(await rows()).toBe(before);
  }

  describe.skipIf(inject('postgres') === null)('on a server that is killed', () => {
    let server: Server | undefined;
    afterAll(async () => {
      await server?.stop();
    });

    it.each([
      ['before a transaction is journaled: it is rolled back', 'written', { committed: 1, open: 0 }],
      ['before the outcome is: it was committed, and the next run finds out', 'committed', { committed: 1, open: 1 }],
    ] as const)('%s', async (_what, at, expected) => {
      server ??= (await startPostgres([])) ?? undefined;
      if (server === undefined) throw new Error('There is no server.');
      const address = parseDatabaseUrl((await emptyDatabase(server)).url);
      const store = await openStore(address, 'create');
      if (store === null) throw new Error('No store was made.');
      const before = await rows();
      let times = 0;
      let killed: Promise<void> = Promise.resolve();
      const onStep = (step: string): void => {
        if (step === at && ++times === 2) killed = server?.kill() ?? killed;
      };
      const plan = await makePlan(database.url);
      const { outcome } = await apply(plan, requestFor(database.url, store, { ...BATCH, onStep }));
      await killed;
      expect(outcome.stoppedBy).toMatch(
        /^The store of runs postgresql:\/\/\S+ cannot be used, and without its journal there is no repair: (?:the connection was cut|nothing answers there)/,
      );
      // Nothing was changed that the journal does not know.
      await server.restart();
      const cut = await store.runs.find('last');
      expect(cut).toMatchObject({
        state: 'running',
        transactions: { committed: { transactions: expected.committed }, intended: { transactions: expected.open } },
      });
      // What was made is reported, also where the store could not take down any more that it was.
      expect(outcome.applied.changes).toBe(cut.transactions.committed.changes + cut.transactions.intended.changes);
      const planned = plan.summary.changes - cut.transactions.committed.changes - cut.transactions.intended.changes;
      expect((await makePlan(database.url)).summary.changes).toBe(planned);
      await mustComeRight(store, before, cut.id);
      expect((await store.runs.find(cut.id)).transactions).toMatchObject({
        intended: { transactions: 0 },
        committed: { transactions: expected.committed + expected.open },
      });
      await store.close();
    });
  });

  it('on a disk that is full: the repair stops with a sentence, and nothing is changed that the journal does not know', async ({
    skip,
  }) => {
    const disk = folder.file('disk');
    mkdirSync(disk);
    // Enough for the tables, and for no transaction.
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0;
    skip(!mounted, 'this account may not mount a small disk');
    try {
      const before = await rows();
      const store = `${disk}/store.sqlite3`;
      // What is left of the disk after the tables is taken.
      await (await openStore({ engine: 'sqlite', file: store }, 'create'))?.close();
      spawnSync('dd', ['if=/dev/zero', `of=${disk}/filler`, 'bs=4k'], { stdio: 'ignore' });
      const { code, stdout, stderr } = runCli(['--database', database.url, '--fix-issues', '--store', store], { cwd: folder.path });
      expect(stderr).toMatch(/its disk is full; free some space there, or name another store with --store/);
      expect(isOneSentence(stderr)).toBe(true);
      expect(code).toBe(2);
      expect(stdout).not.toContain('✅');
      expect(await rows()).toBe(before);
      spawnSync('rm', [`${disk}/filler`]);
      spawnSync('mount', ['-o', 'remount,size=4m', disk]);
      const only = ['--only', 'approved-without-participant,quest-status,quest-assignment'];
      const again = runCli(['--database', database.url, '--fix-issues', '--store', store, ...only], { cwd: folder.path });
      expect(again).toMatchObject({ code: 0, stderr: '' });
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  it('that may not be written: refused before anything is touched', async ({ skip }) => {
    const disk = folder.file('disk');
    mkdirSync(disk);
    const store = `${disk}/store.sqlite3`;
    await (await openStore({ engine: 'sqlite', file: store }, 'create'))?.close();
    const before = await rows();
    const isRoot = process.getuid?.() === 0;
    // Root may write everywhere but on a disk that is read-only.
    const closed = isRoot ? spawnSync('mount', ['--bind', '-o', 'ro', disk, disk]).status === 0 : true;
    skip(!closed, 'this account may not mount a disk as read-only');
    if (!isRoot)
      for (const [path, mode] of [
        [store, 0o444],
        [disk, 0o555],
      ] as const)
        chmodSync(path, mode);
    try {
      const { code, stdout, stderr } = runCli(['--database', database.url, '--fix-issues', '--store', store], { cwd: folder.path });
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(
        /cannot be used, and without its journal there is no repair: (?:its disk is read-only|this account may not write)/,
      );
      expect(await rows()).toBe(before);
      // To look at, it is good enough.
      expect(runCli(['runs', '--store', store], { cwd: folder.path }).code).toBe(0);
    } finally {
      if (isRoot) spawnSync('umount', ['-l', disk]);
      else chmodSync(disk, 0o755);
    }
  });
});

/** A database on a server of the test's own, and no connection that a kill would break. */
async function emptyDatabase(server: Server): Promise<TestDatabase> {
  const database = await createDatabase('postgresql', { server: server.url, empty: true });
  await database.leave();
  return database;
}
