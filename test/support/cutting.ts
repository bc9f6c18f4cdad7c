import { spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { mysqlCapabilities } from '../../src/database/mysql/capabilities.ts';
import { startRelay } from './relay.ts';

/** Ends the connections that hold the repair locks, as an administrator does, and returns when that is done. */
export function cutRepairConnection(url: string): void {
  const script = url.startsWith('postgresql')
    ? `const { default: pg } = await import('pg');
       const client = new pg.Client({ connectionString: process.argv[1] });
       await client.connect();
       await client.query("select pg_terminate_backend(pid, 5000) from pg_locks where locktype = 'advisory' and classid = 1347502404 and database = (select oid from pg_database where datname = current_database())");
       await client.end();`
    : `const { createConnection } = await import('mysql2/promise');
       const client = await createConnection(process.argv[1]);
       for (const lane of ${JSON.stringify([...Array(mysqlCapabilities.repairLanes).keys()])}) {
         const [[{ id }]] = await client.query("select is_used_lock(concat('peerquest-audit " + lane + " ', sha1(database()))) as id");
         if (id === null) continue;
         await client.query('kill ' + id);
         for (;;) { const [rows] = await client.query('select 1 from information_schema.processlist where id = ' + id); if (rows.length === 0) break; }
       }
       await client.end();`;
  // In a process of its own and waited for: a step of a repair does not wait for promises.
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, url], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/** A way to a server that can be cut at the worst of times. */
export interface Proxy {
  /** The same database by way of the proxy. */
  readonly url: string;
  /** The next thing that is asked of the server is asked, but its answer never comes: the connection breaks instead. */
  swallowNextAnswer(): void;
  /** From here on it leads to the server of this URL, as a name does after a failover; connections to the other one end. */
  leadTo(url: string): Promise<void>;
  stop(): Promise<void>;
}

/** Stands between the tool and a server. */
export async function startProxy(url: string): Promise<Proxy> {
  let target = url;
  let swallow = false;
  const pass = (client: Socket, upstream: Socket): void => {
    client.on('data', (data) => upstream.write(data));
    upstream.on('data', (data) => {
      if (swallow) {
        swallow = false;
        client.destroy();
        upstream.destroy();
      } else client.write(data);
    });
  };
  const relay = await startRelay(url, pass, () => target);
  return {
    ...relay,
    swallowNextAnswer: () => void (swallow = true),
    async leadTo(next) {
      target = next;
      await relay.cut();
    },
  };
}
