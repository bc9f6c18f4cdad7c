import { isIP } from 'node:net';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2';
import { UsageError } from '../../errors.ts';
import type { ServerAddress } from '../address.ts';
import { mysqlCapabilities } from '../capabilities.ts';
import { mysqlCompiler } from '../compile.ts';
import type { DatabaseRow, Query, ReadSession } from '../read-session.ts';
import { tlsConfig } from '../tls.ts';
import { readCatalog } from './catalog.ts';
import { mysqlError } from './errors.ts';

/** Rows handed over at a time. */
const BATCH = 1000;

/** Longest list of ids that GROUP_CONCAT may build, in bytes; the server's own limit (1 MB or less) would cut it in silence. */
const GROUP_CONCAT_BYTES = 16_777_216;

/**
 * Connects to MySQL or MariaDB and takes one snapshot: `START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY` on one
 * held connection.
 *
 * @throws DatabaseError when the server cannot be reached or refuses the account
 */
export async function openMysql(address: ServerAddress, tables: readonly string[]): Promise<ReadSession> {
  const compile = mysqlCompiler();
  const connection = connect(address);
  // A connection that breaks between queries is reported by the next query.
  connection.on('error', () => undefined);
  const all = async (sql: string, parameters: readonly unknown[]): Promise<DatabaseRow[]> =>
    new Promise((resolve, reject) => {
      connection.query<RowDataPacket[]>(sql, [...parameters], (error, rows) => {
        if (error === null) resolve(rows);
        else reject(error);
      });
    });
  try {
    const [server] = await all('select version() as version, @@version_comment as comment', []);
    const isMariadb = `${String(server?.['version'])} ${String(server?.['comment'])}`.toLowerCase().includes('mariadb');
    await all("set time_zone = '+00:00'", []);
    await all(`set session group_concat_max_len = ${GROUP_CONCAT_BYTES}`, []);
    // For the session too: a DDL statement would commit the transaction, and with it leave read-only mode.
    await all('set session transaction isolation level repeatable read, read only', []);
    await all('start transaction with consistent snapshot, read only', []);
    const catalog = await readCatalog(all, tables);
    return {
      engine: isMariadb ? 'mariadb' : 'mysql',
      name: address.database,
      capabilities: mysqlCapabilities,
      catalog,
      async *stream(query) {
        const { sql, parameters } = compile(query);
        const rows = connection.query(sql, [...parameters]).stream({ highWaterMark: BATCH });
        let batch: DatabaseRow[] = [];
        try {
          for await (const row of rows) {
            batch.push(row as DatabaseRow);
            if (batch.length < BATCH) continue;
            yield batch;
            batch = [];
          }
        } catch (error) {
          throw mysqlError(error, address);
        }
        if (batch.length > 0) yield batch;
      },
      all: async (query: Query) => {
        const { sql, parameters } = compile(query);
        try {
          return await all(sql, parameters);
        } catch (error) {
          throw mysqlError(error, address);
        }
      },
      diagnose: async (tables) => (await import('./diagnose.ts')).diagnoseMysql(all, tables, address),
      cancel: () => cancel(address, connection),
      close: () => {
        // The session only reads: there is nothing to end politely, and a polite end would wait for a running query.
        connection.destroy();
        return Promise.resolve();
      },
    };
  } catch (error) {
    connection.destroy();
    throw mysqlError(error, address);
  }
}

function connect(address: ServerAddress): Connection {
  refuseAddressByNumber(address);
  const tls = tlsConfig(address);
  return createConnection({
    ...(address.socketPath === null ? { host: address.host, port: address.port } : { socketPath: address.socketPath }),
    user: address.user,
    database: address.database,
    ...(address.password === null ? {} : { password: address.password }),
    // Unless told so, the driver checks who signed a certificate but not whose it is.
    ...(tls === false ? {} : { ssl: { ...(tls as { rejectUnauthorized: boolean }), verifyIdentity: address.tls.mode === 'verify-full' } }),
    connectTimeout: address.connectTimeoutSeconds * 1000,
    charset: 'utf8mb4',
    // Exact values: no floating point for 64-bit integers and decimals, no Date for times.
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    // A server can otherwise ask the client for any of its files (LOAD DATA LOCAL).
    flags: ['-LOCAL_FILES'],
  });
}

/** The driver compares a certificate with the host name only where there is one; for a number it takes "localhost". */
function refuseAddressByNumber({ host, tls }: ServerAddress): void {
  if (tls.mode !== 'verify-full' || isIP(host) === 0) return;
  throw new UsageError(
    'TLS_NEEDS_NAME',
    `The certificate of a MySQL server cannot be compared with the number ${host}: connect by the host name that it is for, or add sslmode=verify-ca&sslca=FILE to the URL to check only who signed it.`,
  );
}

function cancel(address: ServerAddress, connection: Connection): Promise<void> {
  const { threadId } = connection;
  const other = connect({ ...address, connectTimeoutSeconds: 2 });
  return new Promise((resolve) => {
    other.on('error', () => {
      resolve();
    });
    other.query(`kill query ${threadId}`, () => {
      other.destroy();
      resolve();
    });
  });
}
