import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { makeCertificate } from './certificate.ts';
import { accountIds, folderOf, freePort, run, startRestartable, startServer, type Server } from './processes.ts';

/** The password of the server's only account; it must never show up in any output. */
const PASSWORD = 'pg-s3cret';

/**
 * Starts PostgreSQL from the installed binaries in a temporary folder; null where there are none.
 * The server refuses to run as root: there it runs as the account `postgres`.
 */
export async function startPostgres(settings: readonly string[] = ['fsync=off']): Promise<Server | null> {
  const bin = folderOf('initdb', ['/usr/lib/postgresql/*/bin', '/usr/local/pgsql/bin', '/opt/homebrew/bin']);
  if (bin === null) return null;
  const ids = accountIds('postgres');
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-pg-'));
  if (ids !== null) chownSync(folder, ids.uid, ids.gid);
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (ids !== null) chownSync(passwordFile, ids.uid, ids.gid);
  const tls = makeCertificate(folder, ids, 'localhost');
  run(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync', '--locale=C', '-E', 'UTF8'],
    ids ?? {},
  );
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
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
