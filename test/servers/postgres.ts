import { chownSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeCertificate } from './certificate.ts';
import { accountIds, folderOf, freePort, run, startRestartable, startServer, type Server } from './processes.ts';
import { removeFolder } from '../support/remove-folder.ts';

/** The password of the server's only account; it must never show up in any output. */
const PASSWORD = 'pg-s3cret';

const FOLDERS = ['/usr/lib/postgresql/*/bin', '/usr/local/pgsql/bin', '/opt/homebrew/bin'];

/** A server refuses to run as root: there it runs as the account `postgres`. */
interface Home {
  readonly bin: string;
  readonly ids: { uid: number; gid: number } | null;
  readonly folder: string;
  readonly data: string;
}

/**
 * Starts PostgreSQL from the installed binaries in a temporary folder; null where there are none.
 */
export async function startPostgres(settings: readonly string[] = ['fsync=off']): Promise<Server | null> {
  const home = newHome();
  if (home === null) return null;
  const { bin, ids, folder, data } = home;
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (ids !== null) chownSync(passwordFile, ids.uid, ids.gid);
  run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync', '--locale=C', '-E', 'UTF8'],
    ids ?? {},
  );
  return startIn(home, settings);
}

/** Starts a hot standby of a server that {@link startPostgres} has started: a physical copy that repeats it. */
export async function startStandby(primary: Server, settings: readonly string[] = ['fsync=off']): Promise<Server> {
  const home = newHome();
  if (home === null) throw new Error('The primary is there, and its programs are not.');
  const { bin, ids, data } = home;
  run(join(bin, 'pg_basebackup'), ['-d', primary.url, '-D', data, '-R', '-X', 'stream', '--checkpoint=fast', '--no-sync'], ids ?? {});
  return startIn(home, settings);
}

function newHome(): Home | null {
  const bin = folderOf('initdb', FOLDERS);
  if (bin === null) return null;
  const ids = accountIds('postgres');
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-pg-'));
  if (ids !== null) chownSync(folder, ids.uid, ids.gid);
  return { bin, ids, folder, data: join(folder, 'data') };
}

async function startIn({ bin, ids, folder, data }: Home, settings: readonly string[]): Promise<Server> {
  const tls = makeCertificate(folder, ids, 'localhost');
  const port = await freePort();
  const url = `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  const start = () =>
    startServer(
      join(bin, 'postgres'),
      [
        '-D',
        data,
        '-p',
        String(port),
        '-k',
        folder,
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'max_connections=200',
        ...[...tls.postgresSettings, ...settings].flatMap((setting) => ['-c', setting]),
      ],
      ids,
      async () => {
        const client = new pg.Client({ connectionString: url });
        client.on('error', () => undefined);
        try {
          await client.connect();
          return true;
        } catch {
          return false;
        } finally {
          await client.end().catch(() => undefined);
        }
      },
    );
  const server = await startRestartable(start, 'SIGINT');
  return {
    url,
    caFile: tls.caFile,
    ...server,
    async stop() {
      await server.stop();
      removeFolder(folder);
    },
  };
}
