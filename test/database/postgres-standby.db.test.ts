import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startPostgres, startStandby } from '../servers/postgres.ts';
import type { Server } from '../servers/processes.ts';
import { ACCOUNT_PASSWORD } from '../support/accounts.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';
import { troubledQuests } from '../support/troubled-quests.ts';

interface Report {
  readonly run: { readonly database: { readonly replica: { readonly lagSeconds: number | null; readonly reason: string | null } | null } };
  readonly summary: { readonly issues: number };
}

describe.skipIf(inject('postgres') === null)('a hot standby', () => {
  const folder = temporaryFolder();
  let [primary, standby]: readonly [Server?, Server?] = [];
  let database: TestDatabase;
  let admin: pg.Client;
  let url = '';
  let plain = '';

  beforeAll(async () => {
    primary = (await startPostgres(['fsync=off', 'max_wal_size=64MB'])) ?? undefined;
    if (primary === undefined) throw new Error('There is no server.');
    standby = await startStandby(primary, ['fsync=off', 'max_standby_streaming_delay=100ms', 'hot_standby_feedback=off']);
    database = await createDatabase('postgresql', { server: primary.url });
    await database.execute(`create role plain login password '${ACCOUNT_PASSWORD}'`);
    await database.execute('grant select on all tables in schema public to plain');
    const { pathname } = new URL(database.url);
    url = Object.assign(new URL(standby.url), { pathname }).href;
    plain = Object.assign(new URL(url), { username: 'plain', password: ACCOUNT_PASSWORD }).href;
    await caughtUp(standby.url);
    admin = new pg.Client({ connectionString: url });
    await admin.connect();
  });
  afterAll(async () => {
    await admin.end();
    await database.leave();
    await standby?.stop();
    await primary?.stop();
    folder.remove();
  });
  beforeEach(async () => {
    await database.clear();
    await database.insert(troubledQuests(14));
    await caughtUp();
  });

  /** Waits until the standby has replayed all that the primary has written. */
  async function caughtUp(at = url): Promise<void> {
    const [row] = await database.query('select pg_current_wal_lsn()::text as lsn');
    const client = new pg.Client({ connectionString: at });
    await client.connect();
    for (;;) {
      const { rows } = await client.query<{ done: boolean }>('select pg_last_wal_replay_lsn() >= $1::pg_lsn as done', [row?.['lsn']]);
      if (rows[0]?.done === true) break;
      await sleep(20);
    }
    await client.end();
  }

  const json = (at: string, ...args: readonly string[]): { readonly code: number | null; readonly report: Report } => {
    const { code, stdout, stderr } = runCli(['--format', 'json', ...args, '--database', at]);
    if (stdout === '') throw new Error(stderr);
    return { code, report: JSON.parse(stdout) as Report };
  };
  const whileTrue = async (begin: string, end: string, look: () => Promise<void> | void): Promise<void> => {
    await admin.query(begin);
    try {
      await look();
    } finally {
      await admin.query(end);
    }
  };

  it('that has replayed everything is fresh, to every account, however long the primary was idle', async () => {
    for (const account of [url, plain]) {
      const { code, report } = json(account, '--max-lag', '1s');
      expect(report.run.database.replica).toEqual({ lagSeconds: 0, reason: null });
      expect(code).toBe(1);
      expect(runCli(['doctor', '--database', account]).stdout).toMatch(/^note +Replication +a replica, 0 s behind; it is audited/m);
    }
    expect(json(database.url).report.run.database.replica).toBeNull();
  });

  it('whose replay is paused tells how old what it shows is, and answers no check with --max-lag', async () => {
    await whileTrue('select pg_wal_replay_pause()', 'select pg_wal_replay_resume()', async () => {
      await database.execute("update quests_quest set status = 'completed'");
      await sleep(1_500);
      for (const account of [url, plain]) {
        const { report } = json(account);
        expect(report.run.database.replica?.lagSeconds).toBeGreaterThan(1);
        expect(report.run.database.replica?.reason).toBe('its replay is paused');
        const { code, stdout } = runCli(['--max-lag', '1s', '--database', account]);
        expect(code).toBe(2);
        expect(stdout).toMatch(/not run \(the replica is too old, \d+ s behind: its replay is paused; --max-lag allows 1 s\)/);
        expect(runCli(['doctor', '--database', account]).stdout).toMatch(/Replication +a replica, \d+ s behind: its replay is paused/);
      }
      const { code, stderr } = runCli(['plan', '--max-lag', '1s', '--out', folder.file('plan'), '--database', url]);
      expect({ code, isSentence: isOneSentence(stderr) }).toEqual({ code: 2, isSentence: true });
      expect(stderr).toContain('too old');
    });
  });

  it('that receives nothing is not fresh, also where it has replayed all that it has', async () => {
    const conninfo = (await admin.query<{ primary_conninfo: string }>('show primary_conninfo')).rows[0]?.primary_conninfo ?? '';
    await admin.query("alter system set primary_conninfo = 'host=127.0.0.1 port=1'");
    await whileTrue('select pg_reload_conf()', `alter system set primary_conninfo = '${conninfo.replaceAll("'", "''")}'`, async () => {
      while ((await admin.query('select 1 from pg_stat_wal_receiver')).rows.length > 0) await sleep(20);
      await sleep(1_500);
      for (const account of [url, plain]) {
        const { code, report } = json(account, '--max-lag', '1s');
        expect(report.run.database.replica?.lagSeconds).toBeGreaterThan(1);
        expect(report.run.database.replica?.reason).toBe('it receives nothing at present');
        expect(code).toBe(2);
      }
    });
    await admin.query('select pg_reload_conf()');
    await caughtUp();
  });

  it('is not repaired', () => {
    const { code, stdout, stderr } = runCli(['--fix-issues', '--yes', '--store', folder.file('store.sqlite3'), '--database', url]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/is a replica and cannot be written to: name the primary server\.\n$/);
  });

  /** An audit that waits for a table that the standby holds locked, as a primary's ALTER TABLE would make it. */
  async function auditDuring(conflict: () => Promise<void>): Promise<{ readonly code: number | null; readonly stderr: string; readonly stdout: string }> {
    const child = spawn(process.execPath, [resolve('dist/peerquest-audit.js'), '--database', url], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = once(child, 'close');
    await conflict();
    const [code] = (await ended) as [number | null];
    return { code, stdout, stderr };
  }

  it('that ends the snapshot for its replay is tried again once, and then said to have done so', async () => {
    // With so many rows, and a check that is slow on all of them, there is time for the primary's changes to arrive.
    await database.execute('create view slow as select pg_sleep(0.4) is null as slow');
    void auditDuring;
  });
});
