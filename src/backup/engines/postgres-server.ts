import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseAddress } from '../../database/index.ts';
import { requireProgram, runProgram, type ProgramOptions, type Ran } from '../run-program.ts';
import type { RestoreContext } from '../restored.ts';
import { serverIds } from './server-ids.ts';
import { untilReady } from './until-ready.ts';

const ROOT = '/usr/lib/postgresql';

/** An account and its password, of the throwaway server alone. */
interface Account {
  readonly user: string;
  readonly password: string;
}

/** A PostgreSQL server of this run's own: it listens on a socket in the scratch place and nowhere else. */
export interface ThrowawayPostgres {
  readonly version: string;
  /** The account that its programs run as; null for this program's own. */
  readonly ids: ReturnType<typeof serverIds>;
  /** The database to restore into, as the account that owns it and may do nothing else. */
  readonly address: DatabaseAddress;
  /** Runs SQL as the server's owner, which only this program knows; what it printed. */
  asOwner(sql: string): Promise<string>;
  /** Has pg_catcheck look at the catalogs, as the server's owner; null where it is not installed beside the server, as that of another version knows other catalogs. */
  checkCatalogs(): Promise<Ran | null>;
  /** Runs a program of PostgreSQL on the database, as the account that owns it. */
  run(program: string, args: readonly string[], input?: ProgramOptions['input']): Promise<Ran>;
  close(): Promise<void>;
}

/** Starts a throwaway server of the newest version that is installed. */
export async function startPostgres({ scratch, signal }: RestoreContext): Promise<ThrowawayPostgres> {
  const folders = versions();
  const at = (name: string): string => requireProgram(name, 'Restoring a dump of PostgreSQL', folders);
  const ids = serverIds('postgres');
  const folder = scratch.subfolder('postgres', ids);
  // PostgreSQL's usual names are left to the dump, which may give what it makes to an account of such a name.
  const owner: Account = { user: `keeper_${randomBytes(6).toString('hex')}`, password: randomBytes(24).toString('hex') };
  const restorer: Account = { user: 'peerquest_restorer', password: randomBytes(24).toString('hex') };
  const passwords = join(folder, 'password');
  writeFileSync(passwords, owner.password, { mode: 0o600 });
  if (ids !== null) chownSync(passwords, ids.uid, ids.gid);
  const data = join(folder, 'data');
  const made = await runProgram(
    at('initdb'),
    ['-D', data, '-U', owner.user, '-A', 'scram-sha-256', `--pwfile=${passwords}`, '--no-sync', '--locale=C', '-E', 'UTF8'],
    { cwd: folder, ids, signal },
  );
  if (made.code !== 0) throw new Error(`initdb failed: ${made.errors}`);
  const settings = [
    'listen_addresses=',
    'fsync=off',
    'full_page_writes=off',
    'autovacuum=off',
    'max_wal_size=4GB',
    'wal_level=minimal',
    'max_wal_senders=0',
  ];
  const server = spawn(at('postgres'), ['-D', data, '-k', folder, ...settings.flatMap((setting) => ['-c', setting])], {
    cwd: folder,
    stdio: 'ignore',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    ...ids,
  });
  const ended = once(server, 'exit');
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT');
    await ended;
  };
  const as = ({ user, password }: Account, database: string) => ({
    PGHOST: folder,
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGCONNECT_TIMEOUT: '10',
  });
  const asOwner = async (sql: string, database = 'restored'): Promise<string> => {
    const ran = await runProgram(at('psql'), ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-c', sql], {
      cwd: folder,
      ids,
      env: as(owner, database),
      signal,
    });
    if (ran.code !== 0) throw new Error(ran.errors);
    return ran.text.trim();
  };
  try {
    await untilReady(
      () => asOwner('select 1', 'postgres'),
      () => server.exitCode !== null,
    );
    await asOwner(`create role ${restorer.user} login password '${restorer.password}'`, 'postgres');
    await asOwner(`create database restored owner ${restorer.user} template template0`, 'postgres');
    const version = await asOwner('show server_version');
    return {
      version,
      ids,
      address: {
        engine: 'postgresql',
        host: 'localhost',
        port: 5432,
        ...restorer,
        database: 'restored',
        socketPath: folder,
        tls: { mode: 'disable', caFile: null, certFile: null, keyFile: null },
        serverOptions: null,
        connectTimeoutSeconds: 10,
        answerTimeoutSeconds: 3600,
        primary: null,
      },
      asOwner: (sql) => asOwner(sql),
      async checkCatalogs() {
        const program = join(dirname(at('postgres')), 'pg_catcheck');
        return existsSync(program) ? runProgram(program, ['--quiet'], { cwd: folder, ids, env: as(owner, 'restored'), signal }) : null;
      },
      run: (program, args, input) =>
        runProgram(at(program), args, {
          cwd: folder,
          ids,
          env: as(restorer, 'restored'),
          signal,
          ...(input === undefined ? {} : { input }),
        }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where PostgreSQL's programs are, the newest version first. */
function versions(): readonly string[] {
  try {
    return readdirSync(ROOT)
      .sort((one, other) => Number(other) - Number(one))
      .map((version) => join(ROOT, version, 'bin'));
  } catch {
    return [];
  }
}
