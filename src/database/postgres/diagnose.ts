import type { Client } from 'pg';
import type { ServerAddress } from '../address.ts';
import { diagnoseClock } from '../clock.ts';
import { flag, text } from '../../shape.ts';
import { answeredOnce } from '../answer-shape.ts';
import type { DatabaseRow, Diagnostic } from '../read-session.ts';
import { diagnoseRights } from './diagnose-rights.ts';
import { diagnoseTopology } from './diagnose-topology.ts';
import { diagnoseRowSecurity } from './row-security.ts';
import { readSchemas } from './schemas.ts';
import type { Topology } from './topology.ts';

const SERVER = `
  select current_setting('server_version') as version, extract(epoch from clock_timestamp())::text as seconds,
    (select reset_val from pg_settings where name = 'TimeZone') as zone,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted`;

/** What `doctor` says of a PostgreSQL server and account. */
export async function diagnosePostgres(
  client: Client,
  tables: readonly string[],
  address: ServerAddress,
  topology: Topology,
): Promise<readonly Diagnostic[]> {
  const server = answeredOnce((await client.query(SERVER)).rows, 'itself', { version: text, seconds: text, zone: text, encrypted: flag });
  return [
    { topic: 'Engine', level: 'ok', text: `PostgreSQL ${server.version}` },
    ...diagnoseTopology(topology),
    {
      topic: 'Encryption',
      level: 'note',
      text: server.encrypted
        ? `TLS (${address.tls.mode})`
        : 'none; that is the default only on this machine and in Railway’s private network',
    },
    ...(await diagnoseRights(async (text, values) => (await client.query<DatabaseRow>(text, [...values])).rows, tables)),
    ...(await diagnoseSchemas(client, tables)),
    ...(await diagnoseRowSecurity(async (text) => (await client.query<DatabaseRow>(text)).rows)),
    diagnoseClock(Number(server.seconds), server.zone),
  ];
}

/** From which schemas the tables are taken, and which of the same names are not looked at. */
async function diagnoseSchemas(client: Client, tables: readonly string[]): Promise<readonly Diagnostic[]> {
  const { schemas, warnings } = await readSchemas(
    async (text, values) => (await client.query<DatabaseRow>(text, [...values])).rows,
    tables,
  );
  const names = [...new Set(Object.values(schemas ?? {}))].sort();
  return [
    ...(names.length === 0 ? [] : [{ topic: 'Schema', level: 'note', text: `the tables are taken from ${names.join(' and ')}` } as const]),
    ...warnings.map((text) => ({ topic: 'Schema', level: 'advice', text }) as const),
  ];
}
