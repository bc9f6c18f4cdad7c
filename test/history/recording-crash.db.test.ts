import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RecordedRun, Store } from '../../src/history/index.ts';
import { replayRun } from '../../src/service/index.ts';
import { randomNumbers } from '../support/app-writer.ts';
import { programEnvironment, runCli, temporaryFolder } from '../support/cli.ts';
import type { TestDatabase } from '../support/databases.ts';
import { isThorough } from '../support/thorough.ts';
import { describeStores } from './stores.ts';

/** Kills for each engine: in the suite those of servers come to a few. */
const KILLS = { suite: { sqlite: 6, others: 4 }, thorough: { sqlite: 100, others: 40 } };

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e6));
const folder = temporaryFolder();
const file = folder.file('db.sqlite3');
const env = { ...programEnvironment(), PEERQUEST_AUDIT_HISTORY: 'on' };

/** An audit that records each finding. */
const auditing = (store: string) =>
  spawn(process.execPath, [resolve('dist/peerquest-audit.js'), '--database', file, '--store', store, '--detailed'], {
    env,
    cwd: folder.path,
    stdio: ['ignore', 'ignore', 'pipe'],
  });

/** Another part of the rows is wrong than before, and the evidence of others has changed. */
function change(turn: number): void {
  const database = new Database(file);
  database.exec(`update quests_quest set title = 'turn ${turn}', updated_at = updated_at where id % 7 = ${turn % 7}`);
  database.exec(
    `update quests_quest set status = case when status = 'open' then 'in-progress' else 'open' end where id % 11 = ${turn % 11}`,
  );
  database.close();
}

/**
 * Every run that the store knows is there with all that it told.
 *
 * @param overtaken whether runs went on at the same time
 */
async function countOf(store: Store, run: RecordedRun): Promise<number> {
  const looks = (await store.history.looks([run])).get(run.id) ?? [];
  return looks.reduce((sum, { count }) => sum + (count ?? 0), 0);
}

async function expectWhole(store: Store, overtaken = false): Promise<readonly RecordedRun[]> {
  const runs = await store.history.runs({});
  for (const run of runs) {
    const found = new Map<string, number>();
    const events: string[] = [];
    for await (const event of replayRun(store, run)) {
      events.push(event.type);
      if (event.type === 'findings') found.set(event.check.id, (found.get(event.check.id) ?? 0) + event.findings.length);
    }
    expect([events[0], events.at(-1)]).toEqual(['run-started', 'run-finished']);
    const looks = (await store.history.looks([run])).get(run.id) ?? [];
    expect(looks.length).toBe(5);
    for (const { check, count, extent } of looks) {
      // Of a run that another one overtook only the counts are kept.
      const isKept = extent !== 'none' || !overtaken;
      expect([run.id, check, found.get(check) ?? 0]).toEqual([run.id, check, isKept ? count : 0]);
    }
  }
  return runs;
}

beforeAll(() => {
  process.stdout.write(`Recording that is killed: SEED=${seed} repeats it.\n`);
  expect(runCli(['demo', '--users', '600', '--fault', '1', '--out', file]).code).toBe(0);
});
afterAll(() => {
  folder.remove();
});

describeStores('a store', (storeOf, databaseOf) => {
  let database: TestDatabase;
  let store: Store;
  beforeAll(() => {
    database = databaseOf();
    store = storeOf();
  });

  it('holds whole runs only, whenever the process that records is killed', { timeout: 3_600_000 }, async () => {
    const random = randomNumbers(seed);
    const started = performance.now();
    await once(auditing(database.url), 'exit');
    const length = performance.now() - started;
    const kills = KILLS[isThorough ? 'thorough' : 'suite'][database.engine === 'sqlite' ? 'sqlite' : 'others'];
    for (let kill = 0; kill < kills; kill++) {
      // What is fixed between two runs makes the next one write; most kills meet the end of a run, where it records.
      change(kill);
      const child = auditing(database.url);
      await Promise.race([wait(length * (kill % 4 === 0 ? random() : 0.6 + random() * 0.5)), once(child, 'exit')]);
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      await expectWhole(store);
    }
    const last = auditing(database.url);
    let stderr = '';
    last.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    const [code] = (await once(last, 'exit')) as [number];
    expect([code, stderr]).toEqual([1, '']);
    const runs = await expectWhole(store);
    expect(runs[0]?.detail).toBe('findings');
    // Open are just those that the last run has found.
    const open = await database.query('select count(*) as count from peerquest_audit_span where ended is null');
    const found = await countOf(store, runs[0] as RecordedRun);
    expect(Number(open[0]?.['count'])).toBe(found);
  });

  it('keeps the runs of two processes that record at once', { timeout: 120_000 }, async () => {
    const before = (await store.history.runs({})).length;
    for (let round = 0; round < 2; round++) {
      change(1000 + round);
      const codes = await Promise.all(
        [auditing(database.url), auditing(database.url)].map(async (child) => ((await once(child, 'exit')) as [number])[0]),
      );
      expect(codes).toEqual([1, 1]);
    }
    const runs = await expectWhole(store, true);
    expect(runs.length).toBe(before + 4);
    expect(new Set(runs.map(({ number }) => number)).size).toBe(runs.length);
    const newest = runs.toSorted((one, other) => other.number - one.number)[0] as RecordedRun;
    const found = await countOf(store, newest);
    const open = await database.query('select count(*) as count from peerquest_audit_span where ended is null');
    expect(Number(open[0]?.['count'])).toBe(found);
    const twice = await database.query(
      'select fingerprint from peerquest_audit_span where ended is null group by subject_id, fingerprint having count(*) > 1',
    );
    expect(twice).toEqual([]);
  });
});
