import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDumpRunner, type DumpRunner, type ServerAddress } from '../../database/index.ts';
import { requireProgram, runProgram } from '../run-program.ts';
import type { RestoreContext } from '../restored.ts';
import { serverIds } from './server-ids.ts';
import { untilReady } from './until-ready.ts';

const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

/** A MariaDB server of this run's own: it listens on a socket in the scratch place and nowhere else. */
export interface ThrowawayMariadb {
  /** The database to restore into, as an account that may do everything there and nothing elsewhere. */
  readonly address: ServerAddress;
  /** As the server's owner, whom only this program knows. */
  readonly owner: DumpRunner;
  readonly version: string;
  close(): Promise<void>;
}

/** Starts a throwaway server. */
export async function startMariadb({ scratch, signal }: RestoreContext): Promise<ThrowawayMariadb> {
  const what = 'Restoring a dump of MySQL or MariaDB without --scratch';
  const [installer, binary] = [requireProgram('mariadb-install-db', what), requireProgram('mariadbd', what, FOLDERS)];
  const ids = serverIds('mysql');
  const folder = scratch.subfolder('mariadb', ids);
  const socketPath = join(folder, 'socket');
  const [keeper, restorer] = ['keeper_' + randomBytes(6).toString('hex'), 'peerquest_restorer'];
  const [keeperPassword, password] = [randomBytes(24).toString('hex'), randomBytes(24).toString('hex')];
  // Only the accounts that are made here are left: the usual names are for a dump, which may run something in the name of one.
  const initial = join(folder, 'initial.sql');
  writeFileSync(
    initial,
    [
      "delete from mysql.global_priv where User not in ('mariadb.sys')",
      'flush privileges',
      `create user ${keeper}@localhost identified by '${keeperPassword}'`,
      `grant all on *.* to ${keeper}@localhost with grant option`,
      'create database restored character set utf8mb4',
      `create user ${restorer}@localhost identified by '${password}'`,
      `grant all on restored.* to ${restorer}@localhost`,
    ]
      .map((statement) => `${statement};\n`)
      .join(''),
    { mode: 0o600 },
  );
  if (ids !== null) chownSync(initial, ids.uid, ids.gid);
  const data = join(folder, 'data');
  const fast = ['--innodb-flush-method=nosync', '--debug-no-sync'];
  const made = await runProgram(
    installer,
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...fast],
    { cwd: folder, ids, signal },
  );
  if (made.code !== 0) throw new Error(`mariadb-install-db failed: ${made.errors}${made.text}`);
  const settings = [
    ...['--skip-networking', '--skip-log-bin', '--skip-name-resolve', '--local-infile=0', '--event-scheduler=OFF'],
    ...['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--max-allowed-packet=1G', '--character-set-server=utf8mb4'],
    ...[`--tmpdir=${folder}`, `--socket=${socketPath}`, `--pid-file=${join(folder, 'pid')}`, `--init-file=${initial}`],
    // No table of the dump is put elsewhere: DATA DIRECTORY is a path of the machine that was dumped, or of somebody's choice.
    ...[`--secure-file-priv=${folder}`, '--skip-symbolic-links'],
  ];
  const server = spawn(binary, ['--no-defaults', `--datadir=${data}`, ...settings, ...fast], {
    cwd: folder,
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    ...ids,
  });
  const ended = once(server, 'exit');
  const isOver = (): boolean => server.exitCode !== null || server.signalCode !== null;
  const as = (user: string, secret: string, database: string): ServerAddress => ({
    engine: 'mysql',
    host: 'localhost',
    port: 3306,
    user,
    password: secret,
    database,
    socketPath,
    tls: { mode: 'disable', caFile: null, certFile: null, keyFile: null },
    serverOptions: null,
    connectTimeoutSeconds: 10,
    answerTimeoutSeconds: 3600,
    primary: null,
  });
  const close = async (): Promise<void> => {
    // Nothing of it is kept: it need not end politely.
    if (!isOver()) server.kill('SIGKILL');
    await ended;
  };
  try {
    const { owner, version } = await untilReady(() => entered(as(keeper, keeperPassword, 'restored')), isOver);
    return {
      address: as(restorer, password, 'restored'),
      owner,
      version,
      async close() {
        await owner.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A server that lets its owner in. */
async function entered(address: ServerAddress): Promise<Pick<ThrowawayMariadb, 'owner' | 'version'>> {
  const owner = await requireRunner(address);
  try {
    const [row] = await owner.run('select version() as v');
    return { owner, version: String(row?.['v']).split('-')[0] ?? '' };
  } catch (error) {
    await owner.close();
    throw error;
  }
}

/** A dump runner of an engine that has one. */
export async function requireRunner(address: ServerAddress): Promise<DumpRunner> {
  const runner = await openDumpRunner(address);
  if (runner === null) throw new Error(`${address.engine} has no runner of dumps`);
  return runner;
}
