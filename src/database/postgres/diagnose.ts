import type { Client } from 'pg';
import type { ServerAddress } from '../address.ts';
import { diagnoseClock } from '../clock.ts';
import type { DatabaseRow, Diagnostic } from '../read-session.ts';
import { diagnoseTopology } from './diagnose-topology.ts';
import { diagnosePowers } from './powers.ts';
import { diagnoseRowSecurity } from './row-security.ts';
import { readSchemas } from './schemas.ts';
import type { Topology } from './topology.ts';

interface ServerRow {
  readonly version: string;
  readonly seconds: string;
  readonly zone: string;
  readonly encrypted: boolean;
  readonly superuser: boolean;
  readonly writable: string;
}

const SERVER = `
  select current_setting('server_version') as version, extract(epoch from clock_timestamp())::text as seconds,
    (select reset_val from pg_settings where name = 'TimeZone') as zone,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted,
    (select rolsuper from pg_roles where rolname = current_user) as superuser,
    array_to_string(array(select name from unnest($1::text[]) as wanted(name)
      where to_regclass(quote_ident(name)) is not null
        and has_table_privilege(to_regclass(quote_ident(name)), 'INSERT, UPDATE, DELETE')), ', ') as writable`;

/** What `doctor` says of a PostgreSQL server and account. */
export async function diagnosePostgres(
  client: Client,
  tables: readonly string[],
  address: ServerAddress,
  topology: Topology,
): Promise<readonly Diagnostic[]> {
  const { rows } = await client.query<ServerRow>(SERVER, [tables]);
  const [server] = rows;
  if (server === undefined) return [];
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
    {
      topic: 'Privileges',
      level: server.superuser ? 'advice' : 'note',
      text: server.superuser
        ? 'the account is a superuser; the session is read-only, but that holds back writes to tables only, and what other roles have made would run with its rights: an account with SELECT only is safer (docs/databases.md has the GRANT statements)'
        : server.writable === ''
          ? 'the account can read and cannot write'
          : `the account could write to ${server.writable}; the session is read-only, so it does not`,
    },
    ...(server.superuser ? [] : await diagnosePowers(async (text, values) => (await client.query<DatabaseRow>(text, [...values])).rows)),
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
