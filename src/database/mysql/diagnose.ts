import type { ServerAddress } from '../address.ts';
import { diagnoseClock } from '../clock.ts';
import type { Diagnostic } from '../read-session.ts';
import { diagnoseRights } from './diagnose-rights.ts';
import { diagnoseTopology } from './diagnose-topology.ts';
import { literals } from './literal.ts';
import type { Run } from './roles.ts';
import type { Topology } from './topology.ts';

/** What `doctor` says of a MySQL or MariaDB server and account. */
export async function diagnoseMysql(
  all: Run,
  tables: readonly string[],
  address: ServerAddress,
  topology: Topology,
): Promise<readonly Diagnostic[]> {
  const [server] = await all('select unix_timestamp(now(6)) as seconds, @@global.time_zone as zone, @@system_time_zone as system_zone');
  const [cipher] = await all("show session status like 'Ssl_cipher'");
  const engines = await all(
    `select table_name as name, engine as kind from information_schema.tables
     where table_schema = database() and table_name in (${literals(tables)}) and engine <> 'InnoDB'`,
  );
  const zone = server?.['zone'] === 'SYSTEM' ? server['system_zone'] : server?.['zone'];
  const encrypted = (cipher?.['Value'] ?? '') !== '';
  return [
    {
      topic: 'Engine',
      level: 'ok',
      text: `${topology.engine === 'mariadb' ? 'MariaDB' : 'MySQL'} ${topology.version}`,
    },
    ...diagnoseTopology(topology),
    {
      topic: 'Encryption',
      level: 'note',
      text: encrypted ? `TLS (${address.tls.mode})` : 'none; that is the default only on this machine and in Railway’s private network',
    },
    engines.length === 0
      ? { topic: 'Storage engine', level: 'ok', text: 'InnoDB: one consistent snapshot for the whole audit' }
      : {
          topic: 'Storage engine',
          level: 'advice',
          text: `${engines.map((row) => `${String(row['name'])} is ${String(row['kind'])}`).join(', ')}: such a table has no snapshots, and a write during the audit can look like drift; ALTER TABLE … ENGINE=InnoDB`,
        },
    ...(await diagnoseRights(all, tables, topology)),
    diagnoseClock(Number(server?.['seconds']), String(zone)),
  ];
}
