import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { startMariadb } from './mariadb.ts';
import { freePort, type Server } from './processes.ts';

/** Where packages put Galera's library. */
const GALERA = ['/usr/lib/libgalera_smm.so', '/usr/lib/galera/libgalera_smm.so', '/usr/lib64/galera-4/libgalera_smm.so'];

/** Two servers that have to do with each other. */
export interface Pair {
  readonly first: Server;
  readonly second: Server;
  stop(): Promise<void>;
}

/** A primary, and a replica of it that takes writes from everybody, as many do; null where MariaDB is not installed. */
export async function startReplicaPair(): Promise<Pair | null> {
  const [first, second] = await Promise.all([
    startMariadb(['--log-bin=bin', '--server-id=1']),
    startMariadb(['--log-bin=bin', '--server-id=2', '--read-only=0']),
  ]);
  if (first === null || second === null) return null;
  const connection = await createConnection(second.url);
  await connection.query(
    `change master to master_host = '127.0.0.1', master_port = ${new URL(first.url).port}, master_user = 'root',
       master_use_gtid = slave_pos, master_connect_retry = 1`,
  );
  await connection.query('start slave');
  await connection.end();
  return pairOf(first, second);
}

/** Whether Galera's library is installed here, without which there is no cluster. */
export const galeraLibrary = GALERA.find(existsSync) ?? null;

/** A Galera cluster of two nodes; null where MariaDB or Galera is not installed. */
export async function startGalera(): Promise<Pair | null> {
  if (galeraLibrary === null) return null;
  const port = await freePort();
  const first = await startMariadb(await nodeSettings(galeraLibrary, port, ''));
  if (first === null) return null;
  // The second fetches the first one's data, in place of its own.
  const second = await startMariadb(await nodeSettings(galeraLibrary, await freePort(), `127.0.0.1:${port}`));
  if (second === null) throw new Error('One node started, and the other is not installed.');
  return pairOf(first, second);
}

function pairOf(first: Server, second: Server): Pair {
  return {
    first,
    second,
    async stop() {
      await second.stop();
      await first.stop();
    },
  };
}

async function nodeSettings(library: string, port: number, others: string): Promise<readonly string[]> {
  const [ist, sst] = [await freePort(), await freePort()];
  return [
    '--wsrep-on=ON',
    `--wsrep-provider=${library}`,
    `--wsrep-cluster-address=gcomm://${others}`,
    '--wsrep-node-address=127.0.0.1',
    '--wsrep-sst-method=rsync',
    `--wsrep-sst-receive-address=127.0.0.1:${sst}`,
    `--wsrep-provider-options=base_host=127.0.0.1;base_port=${port};gmcast.listen_addr=tcp://127.0.0.1:${port};ist.recv_addr=127.0.0.1:${ist};gcache.size=16M`,
    '--binlog-format=ROW',
    '--innodb-autoinc-lock-mode=2',
  ];
}
