import type { Connection, RowDataPacket } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import { withItsColumns } from '../answer-shape.ts';
import type { CatalogWishes } from '../catalog.ts';
import { withLastingReason } from '../lasting-reason.ts';
import type { DatabaseRow, Query, ReadSession } from '../read-session.ts';
import { compileForMysql } from './compile.ts';
import { mysqlCapabilities } from './capabilities.ts';
import { readCatalog } from './catalog.ts';
import { readInStep } from './cluster.ts';
import { mysqlError } from './errors.ts';
import { keepEveryColumn } from './every-column.ts';
import { guardedConnection } from './guarded-connection.ts';
import { beginSession, settleSession } from './settle-session.ts';
import { streamRows } from './stream-rows.ts';
import { serverFactsOf, readTopology } from './topology.ts';

/**
 * Connects to MySQL or MariaDB and takes one snapshot: `START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY` on one
 * held connection.
 *
 * @throws DatabaseError when the server cannot be reached or refuses the account
 */
export async function openMysql(address: ServerAddress, tables: readonly string[], wishes: CatalogWishes): Promise<ReadSession> {
  const connection = guardedConnection(address);
  const errorOf = withLastingReason((error) => mysqlError(error, address));
  // A connection that breaks between queries is reported by the next query.
  connection.on('error', () => undefined);
  const all = (text: string): Promise<readonly DatabaseRow[]> =>
    new Promise((resolve, reject) => {
      const query = connection.query<RowDataPacket[]>(text, (error, rows) => {
        // A statement that is no question has no rows.
        if (error === null) resolve(Array.isArray(rows) ? withItsColumns(rows.map(whole), errorOf) : rows);
        else reject(error);
      });
      const whole = keepEveryColumn(query);
    });
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw errorOf(error);
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
      async *stream(query, numbers) {
        try {
          for await (const rows of streamRows(connection, compileForMysql(query).sql, numbers === 'plain'))
            yield withItsColumns(rows, errorOf);
        } catch (error) {
          throw errorOf(error);
        }
      },
      all: (query: Query) => attempt(() => all(compileForMysql(query).sql)),
      images: (request) => attempt(async () => (await import('./images.ts')).readImages(all, request)),
      schema: (names) => attempt(async () => (await import('./schema.ts')).readSchema(all, names)),
      instance: (names) => attempt(async () => (await import('./instance.ts')).instanceOf(all, names)),
      replaced: () => Promise.resolve(false),
      identity: () => attempt(async () => (await import('./schema.ts')).identityOf(all)),
      constraints: () => attempt(async () => (await import('./constraints.ts')).mysqlConstraints(all)),
      diagnose: (tables) => attempt(async () => (await import('./diagnose.ts')).diagnoseMysql(all, tables, address, topology)),
      cancel: () => cancel(address, connection),
      close: () => {
        // The session only reads: there is nothing to end politely, and a polite end would wait for a running query.
        connection.destroy();
        return Promise.resolve();
      },
    };
  } catch (error) {
    connection.destroy();
    throw errorOf(error);
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
