import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { startReplicaPair, type Pair } from '../servers/mariadb-pair.ts';
import { ACCOUNT_PASSWORD } from '../support/accounts.ts';
import { isOneSentence, runCli, temporaryFolder } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/databases.ts';

describe.skipIf(inject('mariadb') === null)('a MariaDB replica that takes writes', () => {
  const folder = temporaryFolder();
  let pair: Pair;
  let database: TestDatabase;
  let replica: Connection;
  const urlOf = (user: string): string =>
    Object.assign(new URL(database.url), {
      port: new URL(pair.second.url).port,
      username: user,
      password: user === 'root' ? '' : ACCOUNT_PASSWORD,
    }).href;
  const run = (user: string, ...args: readonly string[]) => runCli([...args, '--database', urlOf(user)], { cwd: folder.path });
  const repair = (user: string, ...args: readonly string[]) => run(user, '--fix-issues', '--yes', '--store', 'store.sqlite3', ...args);

  beforeAll(async () => {
    const started = await startReplicaPair();
    if (started === null) throw new Error('There is no server.');
    pair = started;
    database = await createDatabase('mariadb', { server: pair.first.url });
    await database.insert(audit001);
    for (const [user, grants] of [
      ['plain', 'select on *.*'],
      ['monitor', 'select, slave monitor on *.*'],
    ] as const) {
      await database.execute(`create user ${user}@'%' identified by '${ACCOUNT_PASSWORD}'`);
      await database.execute(`grant ${grants} to ${user}@'%'`);
    }
    replica = await createConnection(pair.second.url);
    await caughtUp();
  });
  afterAll(async () => {
    await replica.end();
    await database.leave();
    await pair.stop();
    folder.remove();
  });

  /** By a connection of its own: the primary does not stay the same process. */
  async function onPrimary(sql: string): Promise<RowDataPacket[]> {
    const connection = await createConnection(database.url);
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    await connection.end();
    return rows;
  }

  /** Waits until the replica has what the primary has. */
  async function caughtUp(): Promise<void> {
    const [row] = await onPrimary('select @@global.gtid_binlog_pos as position');
    await replica.query('select master_gtid_wait(?, 60)', [row?.['position']]);
  }

  it('that is up to date says so to an account that may see it, and is not taken for fresh where it may not', () => {
    const told = run('monitor', '--max-lag', '60s');
    expect(told).toMatchObject({ code: 1, stderr: '' });
    expect(told.stdout).toContain('\nSnapshot: of a replica, 0 s behind\n');
    expect(told.stdout).not.toContain('Warning:');
    expect(told.stdout).toContain('TOTAL ISSUES: 5');
    expect(run('monitor', 'doctor').stdout).toMatch(/note {5}Replication {6}a replica, 0 s behind\n/);

    const untold = run('plain');
    expect(untold.code).toBe(1);
    expect(untold.stdout).toContain(
      '\nSnapshot: of a replica, how far behind cannot be told: this account may not see more without the privilege SLAVE MONITOR\n',
    );
    expect(untold.stdout).toContain('\nWarning: This server is a replica, how far behind cannot be told: ');
    expect(run('plain', '--max-lag', '60s')).toMatchObject({ code: 2 });
    expect(run('plain', 'doctor').stdout).toMatch(
      /advice {3}Replication .*; GRANT SLAVE MONITOR ON \*\.\* would let this account see it\n/,
    );
  });

  it('is not repaired, neither by one who may see what it is nor by one who may not', () => {
    for (const user of ['root', 'plain']) {
      for (const flags of [[], ['--promoted'], ['--single-writer']]) {
        const refused = repair(user, ...flags);
        expect(refused.stderr).toMatch(/is a replica, and what is written to it breaks its replication.*: name the primary server\./);
        expect(isOneSentence(refused.stderr)).toBe(true);
        expect(refused.code).toBe(3);
      }
    }
    expect(run('root').stdout).toContain('TOTAL ISSUES: 5');
  });

  it('takes no store of runs either', () => {
    const refused = runCli(['--fix-issues', '--yes', '--database', database.url, '--store', urlOf('root')], { cwd: folder.path });
    expect(refused.stderr).toMatch(
      / is a replica, and what is written to it breaks its replication: name the primary server with --store\.\n$/,
    );
    expect(isOneSentence(refused.stderr)).toBe(true);
    expect(refused.code).toBe(2);
    expect(run('root').stdout).toContain('TOTAL ISSUES: 5');
  });

  it('whose replication has stopped somewhere is of an age that nobody knows', async () => {
    for (const [thread, reason] of [
      ['io_thread', 'it receives nothing from its primary at present'],
      ['sql_thread', 'it has stopped applying what it receives'],
    ] as const) {
      await replica.query(`stop slave ${thread}`);
      const { stdout, code } = run('monitor');
      expect(stdout).toContain(`\nSnapshot: of a replica, how far behind cannot be told: ${reason}\n`);
      expect(stdout).toContain('\nWarning: This server is a replica, how far behind cannot be told: ');
      expect(code).toBe(1);
      await replica.query(`start slave ${thread}`);
    }
  });

  it('that has lost its primary is of an age that nobody knows', async () => {
    await pair.first.kill();
    const lost = /how far behind cannot be told: it receives nothing from its primary at present/;
    await until(() => lost.test(run('monitor').stdout));
    await pair.first.restart();
    await until(() => run('monitor').stdout.includes('0 s behind'));
  });

  it('that applies nothing shows less than there is, and says so to every account', async () => {
    await replica.query('stop slave sql_thread');
    await onPrimary('delete from quests_questparticipant');
    expect(run('monitor').stdout).toContain('TOTAL ISSUES: 5');
    for (const user of ['monitor', 'plain']) {
      const warned = run(user, '--format', 'json');
      const report = JSON.parse(warned.stdout) as { database: { replica: unknown }; run: { warnings: readonly string[] } };
      expect(report.database.replica).toMatchObject({ lagSeconds: null });
      expect(report.run.warnings[0]).toContain('what happened since on the primary is not seen here');
      const late = run(user, '--max-lag', '60s');
      expect(late.stderr).toMatch(/did not run \(the replica is too old, how far behind cannot be told: .*--max-lag allows 60 s/);
      expect(late.code).toBe(2);
      expect(late.stdout).not.toContain('healthy');
      expect(run(user, 'plan', '--max-lag', '60s', '--out', folder.file('plan.json'))).toMatchObject({ code: 2 });
    }
    await replica.query('start slave sql_thread');
    await caughtUp();
  });

  it('takes a repair when it has been promoted: said so while its settings are there, and without a word when they are gone', async () => {
    await replica.query('stop slave');
    const refused = repair('root');
    expect(refused.stderr).toMatch(
      /is set up as a replica.*its replication has been stopped.*say with --promoted that this is the primary now\./,
    );
    expect(refused.code).toBe(3);
    expect(run('root', 'doctor').stdout).toMatch(
      /Replication .*its replication has been stopped; if it has been promoted, a repair wants --promoted/,
    );
    const repaired = repair('root', '--promoted');
    expect(repaired).toMatchObject({ code: 0, stderr: '' });

    await replica.query('reset slave all');
    const undone = run('root', 'undo', 'last', '--yes', '--yes', '--store', 'store.sqlite3');
    expect(undone).toMatchObject({ code: 0 });
    expect(run('monitor').stdout).not.toContain('replica');
    // Who may not look sees only that it was one.
    expect(repair('plain')).toMatchObject({ code: 3 });
    expect(repair('root')).toMatchObject({ code: 0, stderr: '' });
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    if (isSo()) return;
    await sleep(500);
  }
  throw new Error('It did not come to that within 30 s.');
}
