import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { hasPooler, startPooler, type Pooler } from '../servers/pgbouncer.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { buildChild, runChild, type ChildProgram } from '../support/crash-process.ts';
import { crashSite, crashTrial } from '../support/crash-trial.ts';
import { cutRepairConnection } from '../support/cutting.ts';
import { createDatabase, describeEngines, type TestDatabase } from '../support/databases.ts';
import { apply, makePlan, requestFor, temporaryStore } from '../support/repairing.ts';
import { prepareTrials } from '../support/same-under.ts';
import { troubledQuests } from '../support/troubled-quests.ts';
import { troubledRecords } from '../support/troubled-records.ts';

const server = inject('postgres')?.url ?? '';

describe.skipIf(server === '' || !hasPooler())('by way of PgBouncer', () => {
  let pooler: Pooler;
  let program: ChildProgram;
  let database: TestDatabase;
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  const url = (): string => pooler.through(database.url);

  beforeAll(async () => {
    [pooler, program] = await Promise.all([startPooler(server, 'transaction'), buildChild()]);
    database = await createDatabase('postgresql');
  });
  afterAll(async () => {
    await pooler.stop();
    program.remove();
    await database.drop();
  });
  beforeEach(async () => {
    await database.clear();
    await database.insert(troubledQuests(14));
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
  });

  /** What our sessions left on the server: locks, transactions, and settings on the connections that the next clients get. */
  async function leftBehind(): Promise<unknown> {
    const locks = await database.query(
      "select pid, classid, objid from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
    );
    const clients = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const client = new pg.Client({ connectionString: url() });
        await client.connect();
        await client.query('begin');
        return client;
      }),
    );
    const settings = await Promise.all(
      clients.map(
        async (client) =>
          (
            await client.query<{ name: string; setting: string }>(
              "select name, setting from pg_settings where source = 'session' and setting is distinct from reset_val and name not like 'transaction_%' and name <> 'application_name'",
            )
          ).rows,
      ),
    );
    for (const client of clients) await client.end();
    return { locks, settings: settings.flat() };
  }
  const NOTHING = { locks: [], settings: [] };

  it('one of two repairs is refused and told by whom; nothing stays behind, and the application’s connections keep their settings', async () => {
    const release = `${stored.file}.release`;
    const task = { url: url(), store: stored.file, work: 'apply', batchSize: 3, hold: { step: 'begun', file: release } } as const;
    const children = [runChild(program, task), runChild(program, task)];
    const first = await Promise.race(children);
    const [keeper] = await database.query(
      "select backend_xid, backend_xmin, state from pg_stat_activity where pid = (select pid from pg_locks where locktype = 'advisory' and classid = 1347502404 and objid = 1 and database = (select oid from pg_database where datname = current_database()))",
    );
    writeFileSync(release, '');
    const both = await Promise.all(children);
    const finished = both.find(({ result }) => result !== null && 'outcome' in result);
    expect(first.result, JSON.stringify(both)).toMatchObject({ refused: { code: 'REPAIR_RUNNING' } });
    expect(JSON.stringify(first.result)).toContain(`(process ${finished?.pid} on ${hostname().slice(0, 35)}, since 20`);
    expect(finished?.result).toMatchObject({ outcome: { stoppedBy: null, failed: { entities: 0 }, conflicts: { entities: 0 } } });
    // What holds the lock all the while holds up no vacuum.
    expect(keeper).toEqual({ backend_xid: null, backend_xmin: null, state: 'idle in transaction' });
    expect((await makePlan(url())).summary.entities).toBe(0);
    expect(await leftBehind()).toEqual(NOTHING);
  });

  it('a repair that is killed leaves nothing half done, and nothing in the next one’s way', async () => {
    const site = await crashSite({ ...database, url: url() }, program, troubledRecords());
    for (const step of ['locked', 'journaled', 'committed'] as const) {
      for (const work of ['apply', 'undo'] as const) {
        const report = await crashTrial(site, [{ work, at: { step, occurrence: 3, delay: 0 } }]);
        expect(report, `${work} at ${step}`).toMatchObject({ kills: 1, violations: [] });
      }
    }
    expect(await leftBehind()).toEqual(NOTHING);
  });

  it('a repair whose lock is cut takes it again before its next transaction', async () => {
    const plan = await makePlan(url());
    let cut = false;
    const onStep = (step: string): void => {
      if (step !== 'settled' || cut) return;
      cut = true;
      cutRepairConnection(database.url);
    };
    const { outcome } = await apply(plan, requestFor(url(), stored.store, { batchSize: 3, onStep }));
    expect(outcome).toMatchObject({ applied: { entities: plan.summary.entities }, stoppedBy: null, failed: { entities: 0 } });
    expect(await leftBehind()).toEqual(NOTHING);
  });

  it('Ctrl-C stops an audit’s query on the server', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query('begin; lock table quests_questparticipant in access exclusive mode');
      const waiting = async (): Promise<number> => {
        const activity = "from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        return (await database.query(`select pid ${activity}`)).length;
      };
      const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), '--database', url()], { stdio: 'ignore' });
      const ended = once(child, 'exit');
      while ((await waiting()) === 0 && child.exitCode === null) await sleep(20);
      child.kill('SIGINT');
      expect((await ended)[0]).toBe(130);
      // What is stopped has gone a moment later; what is not waits for as long as the table is held.
      for (const end = Date.now() + 3_000; (await waiting()) > 0 && Date.now() < end;) await sleep(20);
      expect(await waiting()).toBe(0);
    } finally {
      await other.end();
    }
  });

  it('in statement mode, which has no transactions, it is refused in a sentence', async () => {
    const statements = await startPooler(server, 'statement');
    const folder = temporaryFolder();
    for (const args of [[], ['--fix-issues', '--yes', '--store', folder.file('store.sqlite3')]]) {
      const { code, stdout, stderr } = runCli([...args, '--database', statements.through(database.url)]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(isOneSentence(stderr)).toBe(true);
      expect(stderr).toMatch(/pool_mode = statement/);
    }
    folder.remove();
    await statements.stop();
  });

  it('a parameter that it does not know is told with the cure', () => {
    const options = Object.assign(new URL(url()), { search: '?options=-c%20work_mem%3D8MB' }).href;
    const { code, stderr } = runCli(['--database', options]);
    expect(code).toBe(2);
    expect(isOneSentence(stderr)).toBe(true);
    expect(stderr).toMatch(/refuses the parameter "options": take the options out of the URL/);
  });

  it('the schema that the URL names is found all the same', async () => {
    await database.execute('create schema elsewhere; create table elsewhere.quests_quest (like public.quests_quest)');
    const named = Object.assign(new URL(url()), { search: '?currentSchema=public' }).href;
    const { code, stderr } = runCli(['--database', named]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    await database.execute('drop schema elsewhere cascade');
  });

  it('doctor says that there is a pooler', async () => {
    expect(runCli(['doctor', '--database', url()]).stdout).toMatch(/^note +Pooler +a connection pooler answers/m);
    expect(runCli(['doctor', '--database', database.url]).stdout).not.toMatch(/pooler/);
    const sessions = await startPooler(server, 'session');
    await database.clear();
    await database.insert(audit001);
    const folder = temporaryFolder();
    const store = ['--store', folder.file('store.sqlite3')];
    expect(runCli(['--fix-issues', '--yes', ...store, '--database', sessions.through(database.url)])).toMatchObject({
      code: 0,
      stderr: '',
    });
    folder.remove();
    await sessions.stop();
  });
});

describeEngines('by way of PgBouncer', { oldSchema: true, engines: hasPooler() ? ['postgresql'] : [] }, (database) => {
  it('audit, preview, repair and undo come to the same', async () => {
    const trials = await prepareTrials(database());
    const pooler = await startPooler(server, 'transaction');
    try {
      expect(await trials.differences({ url: pooler.through(database().url) })).toEqual([]);
    } finally {
      await pooler.stop();
    }
  }, 300_000);
});
