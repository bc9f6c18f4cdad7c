import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { accountIds, folderOf, freePort, startServer, stopServer } from './processes.ts';
import { removeFolder } from '../support/remove-folder.ts';

/** A pooler in front of a server, thrown away afterwards. */
export interface Pooler {
  /** The same database, account and all, by way of the pooler. */
  through(url: string): string;
  /** Runs a command of the pooler's own console, such as `show servers`. */
  console(command: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

/** What decides when a connection to the server goes to the next client. */
export type PoolMode = 'session' | 'transaction' | 'statement';

const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin'];

/**
 * Whether PgBouncer is installed.
 *
 * @throws where it is not and CI=true makes that a failure
 */
export function hasPooler(): boolean {
  if (folderOf('pgbouncer', FOLDERS) !== null) return true;
  if (process.env['CI'] === 'true') throw new Error('PgBouncer is not installed here: with CI=true that is a failure.');
  process.stderr.write('\n*** PgBouncer is not installed here: its tests are SKIPPED. ***\n\n');
  return false;
}

/**
 * Starts PgBouncer in front of a server. Passwords are not asked for: every client is the account of
 * the server's URL.
 */
export async function startPooler(serverUrl: string, mode: PoolMode, settings: readonly string[] = []): Promise<Pooler> {
  const bin = folderOf('pgbouncer', FOLDERS) ?? '';
  const ids = accountIds('postgres');
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-pgbouncer-'));
  const port = await freePort();
  const server = new URL(serverUrl);
  const target = `host=${server.hostname} port=${server.port} user=${server.username} password=${server.password}`;
  const file = join(folder, 'pgbouncer.ini');
  writeFileSync(
    file,
    [
      ...['[databases]', `* = ${target}`, '[pgbouncer]', 'listen_addr = 127.0.0.1', `listen_port = ${port}`, 'unix_socket_dir ='],
      ...['auth_type = any', `pool_mode = ${mode}`, 'admin_users = postgres', ...settings],
    ].join('\n'),
  );
  if (ids !== null) for (const path of [folder, file]) chownSync(path, ids.uid, ids.gid);
  const through = (url: string): string => Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
  const console = async (command: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const client = new pg.Client({ connectionString: through(`postgresql://postgres:x@localhost/pgbouncer`) });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Record<string, unknown>>(command)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const answers = (): Promise<boolean> =>
    console('show version').then(
      () => true,
      () => false,
    );
  const child = await startServer(join(bin, 'pgbouncer'), ['-q', file], ids, answers);
  return {
    through,
    console,
    async stop() {
      // At once: it would wait for its clients otherwise.
      await stopServer(child, 'SIGQUIT');
      removeFolder(folder);
    },
  };
}
