import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { parseDatabaseUrl } from '../../src/database/index.ts';
import { galeraLibrary, startGalera, type Pair } from '../servers/mariadb-pair.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { collect, countsOf } from '../support/collect.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { apply, contents, makePlan, requestFor, temporaryStore } from '../support/repairing.ts';

const isThere = inject('mariadb') !== null && galeraLibrary !== null;
if (!isThere && process.env['CI'] === 'true') throw new Error('Galera is not installed here: with CI=true that is a failure.');
if (!isThere) process.stderr.write('\n*** Galera is not installed here (Debian: galera-4): its tests are SKIPPED. ***\n\n');

describe.skipIf(!isThere)('a Galera cluster of two nodes', () => {
  const folder = temporaryFolder();
  let pair: Pair;
  let database: TestDatabase;
  let urls: readonly [string, string];
  const run = (node: 0 | 1, ...args: readonly string[]) => runCli([...args, '--database', urls[node]], { cwd: folder.path });
  const toStore = ['--yes', '--store', 'store.sqlite3'];

  beforeAll(async () => {
    const started = await startGalera();
    if (started === null) throw new Error('There is no cluster.');
    pair = started;
    database = await createDatabase('mariadb', { server: pair.first.url });
    urls = [database.url, Object.assign(new URL(database.url), { port: new URL(pair.second.url).port }).href];
    await database.insert(audit001);
    // The second node fetches all that the first one has, by scripts: long where other tests run beside it.
  }, 300_000);
  afterAll(async () => {
    await database.leave();
    await pair.stop();
    folder.remove();
  });

  it('is audited on each node', () => {
    for (const node of [0, 1] as const) {
      const audited = run(node);
      expect(audited).toMatchObject({ code: 1, stderr: '' });
      expect(audited.stdout).toContain('TOTAL ISSUES: 5');
      expect(audited.stdout).not.toContain('replica');
      expect(run(node, 'doctor').stdout).toMatch(/note {5}Cluster {10}Galera, 2 nodes, this one Synced; a repair wants --single-writer/);
    }
  });

  it('is not repaired until the user says that nobody writes to another node', () => {
    const refused = run(0, '--fix-issues', ...toStore);
    expect(refused.stderr).toMatch(/is one of several servers that take writes \(Galera: 2 nodes, .*say so with --single-writer\./);
    expect(isOneSentence(refused.stderr)).toBe(true);
    expect(refused.code).toBe(3);
    expect(run(0, '--fix-issues', '--promoted', ...toStore).code).toBe(3);
    expect(run(1).stdout).toContain('TOTAL ISSUES: 5');
  });

  it('has one identity: a plan of one node is applied on the other, and undone on the first', async () => {
    const before = await contents((sql) => database.query(sql));
    expect(run(0, 'plan', '--out', 'plan.json')).toMatchObject({ code: 1, stderr: '' });
    const applied = run(1, 'apply', 'plan.json', '--single-writer', ...toStore);
    expect(applied).toMatchObject({ code: 0, stderr: '' });
    expect(run(0)).toMatchObject({ code: 0 });
    expect(run(0, 'undo', 'last', '--yes', ...toStore)).toMatchObject({ code: 3 });
    const undone = run(0, 'undo', 'last', '--yes', '--single-writer', ...toStore);
    expect(undone).toMatchObject({ code: 0, stderr: '' });
    expect(await contents((sql) => database.query(sql))).toBe(before);
  });

  it('is read in step: what another node has committed is waited for', async () => {
    const held = await createConnection(urls[1]);
    // Nothing that other nodes commit is written here meanwhile.
    await held.query('flush tables with read lock');
    await database.execute('delete from applications_application');
    const audited = collect(urls[1]);
    await sleep(2000);
    await held.query('unlock tables');
    await held.end();
    const here = countsOf((await collect(urls[0])).result);
    expect(countsOf((await audited).result)).toEqual(here);
    expect(here).toMatchObject({ 'approved-without-participant': 0 });
  });

  it('loses a commit to a write on another node without a trace, and makes it again', async () => {
    const { port, pathname } = new URL(urls[1]);
    let meddled = 0;
    const { outcome, states } = await repairMeddledWith('journaled', () => {
      if (meddled++ > 0) return;
      // What the repair has locked here is free there. Its steps wait for no promise: this must be done when it returns.
      // It waits for what the first node has committed, as a write that finds no row yet meets nothing.
      const statements = `set session wsrep_sync_wait = 15;
        update applications_application set reviewed_at = reviewed_at + interval 1 second;
        select row_count()`;
      const { status, stdout, stderr } = spawnSync(
        'mariadb',
        ['-h', '127.0.0.1', '-P', port, '-u', 'root', '-N', pathname.slice(1), '-e', statements],
        { encoding: 'utf8' },
      );
      if (status !== 0) throw new Error(stderr);
      if (Number(stdout) === 0) throw new Error('The write on the other node found no row to change.');
    });
    expect(outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 }, stoppedBy: null });
    expect(states).toEqual(['rolled-back', 'committed']);
  });

  it('that falls apart during a commit is waited for, and asked what became of it', async () => {
    let meddled = 0;
    let meanwhile: unknown = null;
    const { outcome, states } = await repairMeddledWith('journaled', () => {
      if (meddled++ > 0) return;
      void pair.second.kill();
      void sleep(8000).then(async () => {
        meanwhile = await collect(urls[0]).catch((error: unknown) => error);
        // A cluster of two does not know which half is left, until the user says so.
        await database.execute("set global wsrep_provider_options = 'pc.bootstrap=YES'");
      });
    });
    expect(meanwhile).toMatchObject({ code: 'NODE_NOT_READY' });
    expect(outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 }, stoppedBy: null });
    expect(states.at(-1)).toBe('committed');
    expect(countsOf((await collect(urls[0])).result)).toMatchObject({ 'approved-without-participant': 0 });
  });

  /** Repairs by the first node, and does something at each step of this name. */
  async function repairMeddledWith(name: string, meddle: () => void) {
    await database.clear();
    await database.insert(audit001);
    const stored = await temporaryStore();
    const target = { address: parseDatabaseUrl(urls[0]), allowances: { singleWriter: true, promoted: false } };
    const onStep = (step: string): void => {
      if (step === name) meddle();
    };
    const { outcome } = await apply(await makePlan(urls[0]), requestFor(urls[0], stored.store, { target, onStep }));
    const [made] = await stored.store.runs.newest(1);
    const states: string[] = [];
    for await (const { state } of stored.store.journal.transactions(made?.id ?? '', 'first')) states.push(state);
    await stored.remove();
    return { outcome, states };
  }
});
