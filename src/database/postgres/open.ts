import pg from 'pg';
import type { ServerAddress } from '../address.ts';
import { postgresCapabilities } from '../capabilities.ts';
import { postgresCompiler } from '../compile.ts';
import type { DatabaseRow, Query, ReadSession } from '../read-session.ts';
import { tlsConfig } from '../tls.ts';
import { readCatalog } from './catalog.ts';
import { connectionError, queryError } from './errors.ts';
import { streamRows } from './stream-rows.ts';

/** The type oid of boolean in PostgreSQL's catalog. */
const BOOLEAN = 16;

/** Every value stays the text that PostgreSQL sent, but booleans: a JavaScript Date drops microseconds, a number digits. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number) => (oid === BOOLEAN ? (text: string) => text === 't' : (text: string) => text),
};

/**
 * Connects to PostgreSQL and takes one snapshot in a `READ ONLY REPEATABLE READ` transaction.
 *
 * @throws DatabaseError when the server cannot be reached or refuses the account
 */
export async function openPostgres(address: ServerAddress, tables: readonly string[]): Promise<ReadSession> {
  const compile = postgresCompiler();
  const client = clientFor(address);
  try {
    await client.connect();
  } catch (error) {
    throw connectionError(error, address);
  }
  /** A failed statement must not take the rest of the snapshot with it. */
  const afterFailure = async (error: unknown): Promise<unknown> => {
    await client.query('rollback to savepoint audit').catch(() => undefined);
    return queryError(error, address);
  };
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw await afterFailure(error);
    }
  };
  try {
    await client.query('begin transaction isolation level repeatable read read only');
    // Kept out of a parameter of the start packet: connection poolers refuse unknown ones.
    await client.query("set local time zone 'UTC'; set local datestyle to 'ISO'; set local statement_timeout = 0; savepoint audit");
    const catalog = await readCatalog(client, tables);
    return {
      engine: 'postgresql',
      name: address.database,
      capabilities: postgresCapabilities,
      catalog,
      async *stream(query) {
        const { sql, parameters } = compile(query);
        try {
          yield* streamRows(client, sql, parameters, types);
        } catch (error) {
          throw await afterFailure(error);
        }
      },
      all: (query: Query) =>
        attempt(async () => {
          const { sql, parameters } = compile(query);
          return (await client.query<DatabaseRow>(sql, [...parameters])).rows;
        }),
      diagnose: (tables) => attempt(async () => (await import('./diagnose.ts')).diagnosePostgres(client, tables, address)),
      cancel: () => cancel(address, client),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw queryError(error, address);
  }
}

function clientFor(address: ServerAddress): pg.Client {
  const client = new pg.Client({
    host: address.socketPath ?? address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    ...(address.password === null ? {} : { password: address.password }),
    ssl: tlsConfig(address),
    ...(address.serverOptions === null ? {} : { options: address.serverOptions }),
    connectionTimeoutMillis: address.connectTimeoutSeconds * 1000,
    application_name: 'peerquest-audit',
    types,
  });
  // A connection that breaks between queries is reported by the next query.
  client.on('error', () => undefined);
  return client;
}

async function cancel(address: ServerAddress, client: pg.Client): Promise<void> {
  const { processID } = client as unknown as { processID: number };
  const other = clientFor({ ...address, connectTimeoutSeconds: 2 });
  await other.connect();
  await other.query('select pg_cancel_backend($1)', [processID]);
  await other.end();
}
