import type { Connection, RowDataPacket } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import type { CatalogWishes } from '../catalog.ts';
import type { DatabaseRow, Query, ReadSession } from '../read-session.ts';
import { compileForMysql } from './compile.ts';
import { mysqlCapabilities } from './capabilities.ts';
import { readCatalog } from './catalog.ts';
import { readInStep } from './cluster.ts';
import { mysqlError } from './errors.ts';
import { keepEveryColumn } from './every-column.ts';
import { guardedConnection } from './guarded-connection.ts';
import { beginSession, settleSession } from './settle-session.ts';
import { serverFactsOf, readTopology } from './topology.ts';

/** Rows handed over at a time. */
const BATCH = 1000;

/**
 * Connects to MySQL or MariaDB and takes one snapshot: `START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY` on one
 * held connection.
 *
 * @throws DatabaseError when the server cannot be reached or refuses the account
 */
export async function openMysql(address: ServerAddress, tables: readonly string[], wishes: CatalogWishes): Promise<ReadSession> {
  const connection = guardedConnection(address);
  // A connection that breaks between queries is reported by the next query.
  connection.on('error', () => undefined);
  const all = (text: string): Promise<DatabaseRow[]> =>
    new Promise((resolve, reject) => {
      const query = connection.query<RowDataPacket[]>(text, (error, rows) => {
        // A statement that is no question has no rows.
        if (error === null) resolve(Array.isArray(rows) ? rows.map(whole) : rows);
        else reject(error);
      });
      const whole = keepEveryColumn(query);
    });
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw mysqlError(error, address);
    }
  };
  try {
    const session = { run: all, address };
    await beginSession(session, 'read');
    const topology = await readTopology(all, () => connection.threadId);
    const facts = serverFactsOf(topology, address);
    await settleSession(session, 'read');
    await readInStep(all, topology.cluster);
    await all('start transaction with consistent snapshot, read only');
    const catalog = await readCatalog(all, tables, wishes);
    return {
      engine: topology.engine,
      name: address.database,
      capabilities: mysqlCapabilities,
      catalog,
      facts,
      pasted: async (query) => (await import('./pasted.ts')).pasted(query),
      async *stream(query) {
        const request = connection.query(compileForMysql(query).sql);
        const whole = keepEveryColumn(request);
        const rows = request.stream({ highWaterMark: BATCH });
        let batch: DatabaseRow[] = [];
        try {
          for await (const row of rows) {
            batch.push(whole(row as DatabaseRow));
            if (batch.length < BATCH) continue;
            yield batch;
            batch = [];
          }
        } catch (error) {
          throw mysqlError(error, address);
        }
        if (batch.length > 0) yield batch;
      },
      all: (query: Query) => attempt(() => all(compileForMysql(query).sql)),
      images: (request) => attempt(async () => (await import('./images.ts')).readImages(all, request)),
      schema: (names) => attempt(async () => (await import('./schema.ts')).readSchema(all, names)),
      instance: (names) => attempt(async () => (await import('./instance.ts')).instanceOf(all, names)),
      replaced: () => Promise.resolve(false),
      identity: () => attempt(async () => (await import('./schema.ts')).identityOf(all)),
      constraints: () => attempt(async () => (await import('./constraints.ts')).mysqlConstraints(all)),
      diagnose: async (tables) => (await import('./diagnose.ts')).diagnoseMysql(all, tables, address, topology),
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

function cancel(address: ServerAddress, connection: Connection): Promise<void> {
  const { threadId } = connection;
  const other = guardedConnection({ ...address, connectTimeoutSeconds: 2 });
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
