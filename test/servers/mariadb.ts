import { chownSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { makeCertificate } from './certificate.ts';
import { accountIds, folderOf, freePort, run, startRestartable, startServer, type Server } from './processes.ts';
import { removeFolder } from '../support/remove-folder.ts';

/** Nothing here has to outlive a power cut, so the disk is not waited for; a server that is killed loses nothing by it. */
const WITHOUT_WAITING = ['--innodb-flush-method=nosync', '--debug-no-sync'];

/** Starts MariaDB from the installed binaries in a temporary folder; null where there are none. */
export async function startMariadb(settings: readonly string[] = [], certificateName = 'localhost'): Promise<Server | null> {
  const bin = folderOf('mariadbd', ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/bin']);
  const installer = folderOf('mariadb-install-db', ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']);
  if (bin === null || installer === null) return null;
  const ids = accountIds('mysql');
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-maria-'));
  if (ids !== null) chownSync(folder, ids.uid, ids.gid);
  const data = join(folder, 'data');
  const asUser = ids === null ? [] : ['--user=mysql'];
  run(join(installer, 'mariadb-install-db'), [
    '--no-defaults',
    ...asUser,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...WITHOUT_WAITING,
  ]);
  const tls = makeCertificate(folder, ids, certificateName);
  const port = await freePort();
  const start = () =>
    startServer(
      join(bin, 'mariadbd'),
      [
        '--no-defaults',
        ...asUser,
        `--datadir=${data}`,
        // In a folder that servers share, one that starts removes the temporary tables of the others.
        `--tmpdir=${folder}`,
        `--socket=${join(folder, 'socket')}`,
        `--port=${port}`,
        '--bind-address=127.0.0.1',
        '--skip-log-bin',
        '--character-set-server=utf8mb4',
        '--collation-server=utf8mb4_general_ci',
        '--local-infile=1',
        ...WITHOUT_WAITING,
        ...tls.mariadbSettings,
        ...settings,
      ],
      null,
      async () => {
        try {
          const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
          await connection.end();
          return true;
        } catch {
          return false;
        }
      },
    );
  const server = await startRestartable(start, 'SIGTERM');
  return {
    caFile: tls.caFile,
    url: `mysql://root@127.0.0.1:${port}/mysql`,
    ...server,
    async stop() {
      await server.stop();
      removeFolder(folder);
    },
  };
}
