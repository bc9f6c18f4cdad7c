import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
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
  readonly database: { readonly replica: { readonly lagSeconds: number | null; readonly reason: string | null } | null };
}

describe.skipIf(inject('postgres') === null)('a hot standby', () => {
  const folder = temporaryFolder();
  let [primary, standby]: readonly [Server?, Server?] = [];
  let database: TestDatabase;
  let admin: pg.Client;
  let url = '';
  let plain = '';

  beforeAll(async () => {
    // Only the conflicts that a test makes: a vacuum of the server's own accord would end a second snapshot.
    primary = (await startPostgres(['fsync=off', 'max_wal_size=64MB', 'autovacuum=off'])) ?? undefined;
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
  /** Does these, one after the other, then looks, then does those. */
  async function between(before: readonly string[], after: readonly string[], look: () => Promise<void>): Promise<void> {
    for (const statement of before) await admin.query(statement);
    try {
      await look();
    } finally {
      for (const statement of after) await admin.query(statement);
    }
  }

  it('that has replayed everything is fresh, to every account, however long the primary was idle', () => {
    for (const account of [url, plain]) {
      const { code, report } = json(account, '--max-lag', '1s');
      expect(report.database.replica).toEqual({ lagSeconds: 0, reason: null });
      expect(code).toBe(1);
      expect(runCli(['doctor', '--database', account]).stdout).toMatch(/^note +Replication +a replica, 0 s behind; it is audited/m);
    }
    expect(json(database.url).report.database.replica).toBeNull();
  });

  it('whose replay is paused tells how old what it shows is, and answers no check with --max-lag', async () => {
    await between(['select pg_wal_replay_pause()'], ['select pg_wal_replay_resume()'], async () => {
      await database.execute("update quests_quest set status = 'completed'");
      await sleep(1_500);
      for (const account of [url, plain]) {
        const { report } = json(account);
        expect(report.database.replica?.lagSeconds).toBeGreaterThan(1);
        expect(report.database.replica?.reason).toBe('its replay is paused');
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
    const cut = ["alter system set primary_conninfo = 'host=127.0.0.1 port=1'", 'select pg_reload_conf()'];
    const { rows } = await admin.query<{ primary_conninfo: string }>('show primary_conninfo');
    const mend = [`alter system set primary_conninfo = ${pg.escapeLiteral(rows[0]?.primary_conninfo ?? '')}`, 'select pg_reload_conf()'];
    await between(cut, mend, async () => {
      while ((await admin.query('select 1 from pg_stat_wal_receiver')).rows.length > 0) await sleep(20);
      await sleep(1_500);
      for (const account of [url, plain]) {
        const { code, report } = json(account, '--max-lag', '1s');
        expect(report.database.replica?.lagSeconds).toBeGreaterThan(1);
        expect(report.database.replica?.reason).toBe('it receives nothing at present');
        expect(code).toBe(2);
      }
    });
    await caughtUp();
  });

  it('is not repaired', () => {
    const { code, stdout, stderr } = runCli(['--fix-issues', '--yes', '--store', folder.file('store.sqlite3'), '--database', url]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/is a replica and cannot be written to: name the primary server\.\n$/);
  });

  /** A run with a check that takes two seconds, while the primary removes rows that its snapshot still shows. */
  async function auditDuringConflicts(
    conflicts: number,
    ...args: readonly string[]
  ): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
    writeFileSync(
      folder.file('slow.sql'),
      `/*
id: slow
title: Quests, one by one
severity: warning
key: [id]
*/
select q.id from quests_quest as q where q.status <> 'nowhere' and pg_sleep(0.15) is not null`,
    );
    writeFileSync(folder.file('peerquest-audit.config.json'), JSON.stringify({ sqlChecks: ['slow.sql'] }));
    const child = spawn(
      process.execPath,
      [resolve('dist/peerquest-audit.js'), ...args, '--only', 'sync,slow', '--detailed', '--database', url],
      {
        cwd: folder.path,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const ended = once(child, 'close');
    for (let conflict = 1, known = 0; conflict <= conflicts; conflict++) {
      known = await slowQuery(known, () => child.exitCode !== null);
      await database.execute("update quests_quest set description = 'changed'");
      // One conflict, of the removed rows: cutting the emptied end of the file off would be a second, of its lock.
      await database.execute('vacuum (truncate false) quests_quest');
    }
    const [code] = (await ended) as [number | null];
    return { code, stdout, stderr };
  }

  /** Waits until another process than the known one has begun with the slow query. */
  async function slowQuery(known: number, isOver: () => boolean): Promise<number> {
    while (!isOver()) {
      const { rows } = await admin.query<{ pid: number }>(
        "select pid from pg_stat_activity where query like '%pg_sleep(0.15)%' and state = 'active' and pid not in (pg_backend_pid(), $1)",
        [known],
      );
      if (rows[0] !== undefined) return rows[0].pid;
      await sleep(20);
    }
    return known;
  }

  it('that ends the snapshot, as it stands in the way of its replay, is audited again', async () => {
    const { code, stdout, stderr } = await auditDuringConflicts(1);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).not.toContain('not run');
    expect(stdout.match(/AUDIT SUMMARY/g)).toHaveLength(1);
  });

  it('that ends the snapshot of a preview is previewed again', async () => {
    const { code, stdout, stderr } = await auditDuringConflicts(1, '--fix-issues', '--dry-run');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout.match(/AUDIT SUMMARY/g)).toHaveLength(1);
    expect(stdout).toMatch(/WOULD FIX|Would|DRY RUN/i);
  });

  it('that ends the second one, too, is said to have done so, with what helps', async () => {
    const { code, stdout, stderr } = await auditDuringConflicts(2);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(isOneSentence(stderr)).toBe(true);
    expect(stderr).toMatch(/conflict with recovery.*hot_standby_feedback.*max_standby_streaming_delay/);
  });
});
