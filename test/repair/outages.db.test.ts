import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { postgresCapabilities } from '../../src/database/postgres/capabilities.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { openStore } from '../../src/history/index.ts';
import type { Settled } from '../../src/repair/index.ts';
import { startMariadb } from '../servers/mariadb.ts';
import { startPostgres } from '../servers/postgres.ts';
import type { Server } from '../servers/processes.ts';
import { runCli, temporaryFolder, type CliResult } from '../support/cli.ts';
import { collect, countsOf } from '../support/collect.ts';
import { createDatabase } from '../support/databases.ts';
import { connectAs } from '../support/other-connection.ts';
import { apply, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { troubledQuests } from '../support/troubled-quests.ts';

// These tests wait for most of their time, as the tool does before it gives up: they do so all at once.

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
});

/** Runs the built program beside the test. */
async function startCli(args: readonly string[]): Promise<CliResult> {
  const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), ...args], { cwd: folder.path });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, stdout, stderr };
}

const servers = [
  { engine: 'postgresql', provided: inject('postgres'), start: () => startPostgres([]) },
  { engine: 'mariadb', provided: inject('mariadb'), start: () => startMariadb() },
] as const;

describe('a repair that waits for what does not come', () => {
  for (const { engine, provided, start } of servers) {
    it.skipIf(provided === null).concurrent(`a ${engine} server that is killed in the middle`, async () => {
      const server = await start();
      if (server === null) throw new Error('There is no server.');
      try {
        const database = await createDatabase(engine, { server: server.url });
        await database.insert(troubledQuests(35));
        await database.leave();
        await comesBack(server, database.url);
        await staysDown(server, database.url);
      } finally {
        await server.stop();
      }
    });

    it.skipIf(provided === null).concurrent(
      `a row on ${engine} that is never let go: only its quest is left, and it says why`,
      async () => {
        const database = await createDatabase(engine);
        await database.insert(audit001);
        const stored = await temporaryStore();
        const other = await connectAs(database.url);
        await other.run('begin');
        await other.run('select id from quests_quest where id = 2 for update');
        const { changes, outcome } = await apply(await makePlan(database.url), requestFor(database.url, stored.store, { batchSize: 1 }));
        expect(outcome).toMatchObject({ applied: { entities: 4, changes: 6 }, failed: { entities: 1, changes: 2 }, stoppedBy: null });
        const failed = changes.filter(({ status }) => status === 'failed');
        expect(failed.map(({ words }) => words[0]?.plan)).toEqual([
          'create participant for student2 in quest "Test 2"',
          'update quest "Test 2" status to in-progress',
        ]);
        for (const { reason } of failed)
          expect(reason).toMatch(
            /^Transaction rolled back: (?:postgresql|mysql):\/\/\S+: another program holds a row that the repair needs\.$/,
          );
        await other.end();
        await stored.remove();
        await database.drop();
      },
    );
  }

  it.skipIf(servers[0].provided === null).concurrent('every row, for ever: the run stops before all of them are waited for', async () => {
    const database = await createDatabase('postgresql');
    await database.insert(troubledQuests(21));
    const stored = await temporaryStore();
    const other = await connectAs(database.url);
    await other.run('begin');
    await other.run('select id from quests_quest for update');
    // One lane, so that it is the one who meets them all.
    const slowly = requestFor(database.url, stored.store, { batchSize: 1, throttle: 0.01 });
    const { changes, outcome } = await apply(await makePlan(database.url), slowly);
    await other.end();
    expect(outcome).toMatchObject({ applied: { entities: 0 }, failed: { entities: 10 } });
    expect(outcome.stoppedBy).toBe(
      'Another program held each of the last 10 records for as long as they were waited for: find the transaction that holds them, then run this again.',
    );
    expect(changes.every(({ status }) => status === 'failed')).toBe(true);
    const { outcome: second } = await apply(await makePlan(database.url), requestFor(database.url, stored.store));
    expect(second).toMatchObject({ applied: { entities: 18 }, failed: { entities: 0 }, stoppedBy: null });
    await stored.remove();
    await database.drop();
  });

  it.concurrent('a SQLite file that another program holds: one sentence, and nothing is touched', async () => {
    const file = folder.file('busy.sqlite3');
    runCli(['demo', '--out', file]);
    const other = new Database(file);
    other.exec('begin immediate');
    const store = folder.file('busy-store.sqlite3');
    const { code, stderr, stdout } = await startCli(['--database', file, '--fix-issues', '--store', store]);
    expect(stderr).toMatch(
      /^peerquest-audit: The repair stopped early: ".*busy.sqlite3" is locked by another program that is writing: try again when it has finished\.\n$/,
    );
    expect(code).toBe(2);
    expect(stdout).toContain('REMAINING ISSUES: 5\n');
    other.exec('rollback');
    other.close();
    const journal = await openStore(parseDatabaseUrl(store), 'read');
    // It changed nothing, and left no run behind.
    expect(await journal?.runs.newest(null)).toEqual([]);
    await journal?.close();
    expect(runCli(['--database', file, '--fix-issues', '--store', store]).code).toBe(0);
  });
});

/** The run waits for the server, finishes, and can be undone. */
async function comesBack(server: Server, url: string): Promise<void> {
  const stored = await temporaryStore();
  let times = 0;
  let back: Promise<void> = Promise.resolve();
  const onStep = (step: string): void => {
    if (step !== 'written' || ++times !== 3) return;
    back = server
      .kill()
      .then(() => sleep(500))
      .then(() => server.restart());
  };
  const plan = await makePlan(url);
  const { outcome } = await apply(plan, requestFor(url, stored.store, { batchSize: 4, onStep }));
  await back;
  expect(outcome).toMatchObject({ applied: { entities: plan.summary.entities }, stoppedBy: null, failed: { entities: 0 } });
  expect((await makePlan(url)).summary.changes).toBe(0);
  const undone = await undo('last', requestFor(url, stored.store));
  expect(undone.outcome).toMatchObject({ applied: { entities: plan.summary.entities }, conflicts: { entities: 0 } });
  await stored.remove();
}

/** The run ends with a sentence and a true journal; once the server is there again, the next run settles and finishes. */
async function staysDown(server: Server, url: string): Promise<void> {
  const stored = await temporaryStore();
  const plan = await makePlan(url);
  let times = 0;
  // Before the commit is asked for: the journal holds an intent of which nobody saw the end.
  const onStep = (step: string): void => {
    if (step === 'journaled' && ++times === 3) void server.kill();
  };
  const { outcome } = await apply(plan, requestFor(url, stored.store, { batchSize: 4, onStep }));
  expect(outcome.stoppedBy).toMatch(/^Nothing answers at (?:postgresql|mysql):\/\/\S+: check that the database server runs/);
  const cut = await stored.store.runs.find('last');
  expect(cut.state).toBe('failed');
  // Three were journaled, so two at most had ended: of another lane's commit the answer may have been lost.
  const ended = cut.transactions.committed.transactions;
  expect(ended).toBeLessThanOrEqual(2);
  expect(outcome.applied.entities).toBe(4 * ended);
  // The transactions beside it, one in each lane, may have come as far: their intents are in the store, which is not the server that died.
  const open = cut.transactions.intended.transactions;
  expect(open).toBeGreaterThanOrEqual(1);
  expect(open).toBeLessThanOrEqual(postgresCapabilities.repairLanes);
  // The program says so too, and nothing more happens.
  const { code, stdout, stderr } = await startCli(['--database', url, '--fix-issues', '--store', stored.file]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^peerquest-audit: Nothing answers at [^\n]+\n$/);

  await server.restart();
  const settled: Settled[] = [];
  const again = await apply(await makePlan(url), requestFor(url, stored.store, { onSettled: (all) => settled.push(...all) }));
  expect(settled).toHaveLength(open);
  for (const { runId } of settled) expect(runId).toBe(cut.id);
  // The one before whose commit the server died was never made; what was made, in whatever lane, is not made again.
  expect(settled.map(({ state }) => state)).toContain('rolled-back');
  const made = ended + settled.filter(({ state }) => state === 'committed').length;
  expect(again.outcome).toMatchObject({ applied: { entities: plan.summary.entities - 4 * made }, stoppedBy: null });
  const { result } = await collect(url);
  expect(countsOf(result)).toMatchObject({ 'approved-without-participant': 0, 'quest-status': 0, 'quest-assignment': 0 });
  await stored.remove();
}
