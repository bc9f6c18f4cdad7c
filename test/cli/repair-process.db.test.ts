import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type RunRecord } from '../../src/history/index.ts';
import { runCli, temporaryFolder, type CliResult, programEnvironment } from '../support/cli.ts';
import { describeEngines, oneServerOf, type TestDatabase } from '../support/databases.ts';
import { makePlan } from '../support/repairing.ts';
import { troubledQuests } from '../support/troubled-quests.ts';

/** Repairs of several transactions: a server takes 1,000 quests in each, SQLite 10,000. */
const QUESTS = { sqlite: 12_500, server: 1_500 };

/** Each engine is stopped by another one of the signals that mean the same. */
const SIGNAL = { sqlite: 'SIGHUP', postgresql: 'SIGINT', mariadb: 'SIGTERM', 'mysql char(32)': 'SIGTERM' } as const;

let folder: ReturnType<typeof temporaryFolder>;
const store = (): string => folder.file('store.sqlite3');

/** A repair in a process of its own, and slow: it idles nine tenths of the time, between transactions. */
function startRepair(url: string): { readonly child: ReturnType<typeof spawn>; readonly ended: Promise<CliResult> } {
  const args = ['--fix-issues', '--quiet', '--throttle', '90%', '--max-changes', '1000000', '--database', url, '--store', store()];
  const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), ...args], {
    cwd: folder.path,
    env: { ...programEnvironment() },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, stdout, stderr }));
  return { child, ended };
}

async function lastRun(): Promise<RunRecord | null> {
  const opened = await openStore({ engine: 'sqlite', file: store() }, 'read').catch(() => null);
  const [run] = (await opened?.runs.newest(1).catch(() => [])) ?? [];
  await opened?.close();
  return run ?? null;
}

/** Waits until a transaction of the repair is done; then it idles. */
async function firstTransaction(): Promise<RunRecord> {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const run = await lastRun();
    if ((run?.transactions.committed.transactions ?? 0) > 0 && run !== null) return run;
    await sleep(20);
  }
  throw new Error('The repair did not come to its first transaction.');
}

describeEngines('a repair that runs', { engines: oneServerOf('postgresql') }, (database) => {
  beforeEach(async () => {
    folder = temporaryFolder();
    await database().clear();
    await fill(database());
  });
  afterEach(() => {
    folder.remove();
  });

  it('ends at once at the second signal, which loses nothing but the transaction that is under way', async () => {
    const first = startRepair(database().url);
    await firstTransaction();
    first.child.kill('SIGTERM');
    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(130);
    const cut = await lastRun();
    const rest = runCli(['--fix-issues', '--quiet', '--database', database().url, '--store', store(), '--max-changes', '1000000'], {
      cwd: folder.path,
    });
    expect(rest.stderr).toBe('');
    const opened = await openStore({ engine: 'sqlite', file: store() }, 'read');
    expect((await opened?.runs.newest(null))?.find(({ id }) => id === cut?.id)?.state).toBe('failed');
    await opened?.close();
    expect((await makePlan(database().url)).summary.changes).toBe(0);
  });

  it('keeps a second one out, and at Ctrl-C finishes its transaction; the next run takes up the rest', async () => {
    const { url, engine } = database();
    const planned = (await makePlan(url)).summary;
    const first = startRepair(url);
    const running = await firstTransaction();

    const second = runCli(['--fix-issues', '--database', url, '--store', store(), '--max-changes', '1000000'], { cwd: folder.path });
    expect({ code: second.code, stdout: second.stdout }).toEqual({ code: 3, stdout: '' });
    const named =
      /^peerquest-audit: Another repair of "[^"]+" is running \(process (\d+) on (\S+), since (\S+)\): wait until it has finished, then try again\.\n$/.exec(
        second.stderr,
      );
    expect({ stderr: second.stderr, pid: named?.[1], host: named?.[2] }).toEqual({
      stderr: second.stderr,
      pid: String(first.child.pid),
      host: hostname().slice(0, 35),
    });
    expect(Math.abs(Date.parse(named?.[3] ?? '') - Date.parse(running.startedAt))).toBeLessThan(5_000);

    first.child.kill(SIGNAL[engine]);
    const { code, stdout, stderr } = await first.ended;
    expect(code).toBe(130);
    expect(stderr).toBe(
      'peerquest-audit: Interrupted: the transaction that is under way is finished and journaled first (Ctrl-C again ends at once).\n',
    );
    expect(stdout).toContain('Interrupted: what was begun is finished and journaled; run it again to take up the rest.\n');
    expect(stdout).toMatch(/\nNext: .*peerquest-audit.*--fix-issues .*\(takes up the rest\)\n$/);
    const cut = await lastRun();
    const done = cut?.transactions.committed.changes ?? 0;
    expect(cut).toMatchObject({ state: 'interrupted', transactions: { intended: { changes: 0 }, unknown: { changes: 0 } } });
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(planned.changes);
    expect((await makePlan(url)).summary.changes).toBe(planned.changes - done);

    const rest = runCli(['--fix-issues', '--quiet', '--database', url, '--store', store(), '--max-changes', '1000000'], {
      cwd: folder.path,
    });
    expect(rest.stderr).toBe('');
    expect(rest.stdout).toContain(`Repair: ${planned.changes - done} changes to `);
    expect((await makePlan(url)).summary.changes).toBe(0);
  });
});

/** Troubled quests, in statements that are not too long for any engine. */
async function fill(database: TestDatabase): Promise<void> {
  await database.execute('begin');
  for (const [table, rows] of troubledQuests(database.engine === 'sqlite' ? QUESTS.sqlite : QUESTS.server)) {
    for (let from = 0; from < rows.length; from += 2_000) await database.insert([[table, rows.slice(from, from + 2_000)]]);
  }
  await database.execute('commit');
}
