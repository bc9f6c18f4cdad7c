import { setTimeout as sleep } from 'node:timers/promises';
import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import { withItsColumns } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import type { Allowances, WriteSession } from '../write-session.ts';
import { compileForMysql } from './compile.ts';
import { mysqlCapabilities } from './capabilities.ts';
import { commitError, readInStep } from './cluster.ts';
import { mysqlError, writeError } from './errors.ts';
import { keepEveryColumn } from './every-column.ts';
import { guardedConnection } from './guarded-connection.ts';
import { readImages } from './images.ts';
import { instanceOf } from './instance.ts';
import { releaseRepairLocks, takeRepairLocks } from './repair-lock.ts';
import { identityOf, readSchema } from './schema.ts';
import { beginSession, settleSession } from './settle-session.ts';
import { readTopology, requireRepairable, type Topology } from './topology.ts';
import { RowWriter } from './write-rows.ts';

/** How long a server may take to let the repair lock go, in milliseconds; it does so by itself when the connection has ended. */
const CLOSE_TIMEOUT = 500;

/**
 * Connects to MySQL or MariaDB for writing, in transactions at READ COMMITTED, which locks no gaps between rows.
 *
 * @throws RefusedError for a server that a repair's locks do not hold, or whose replication it would break
 * @throws DatabaseError when the server cannot be reached, refuses the account, or takes no writes
 */
export async function openMysqlForWriting(address: ServerAddress, allowances: Allowances): Promise<WriteSession> {
  const connection = guardedConnection(address);
  // A connection that breaks between queries is reported by the next query.
  connection.on('error', () => undefined);
  const query = <T>(text: string, onError: typeof writeError): Promise<T> =>
    new Promise((resolve, reject) => {
      const request = connection.query<RowDataPacket[] | ResultSetHeader>(text, (error, result) => {
        if (error === null)
          resolve((Array.isArray(result) ? withItsColumns(result.map(whole), (error) => onError(error, address)) : result) as T);
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- an error that has no sentence stays as it is
        else reject(onError(error, address));
      });
      const whole = keepEveryColumn(request);
    });
  /** What is wrong with an answer is a sentence, as what is wrong with a statement is. */
  const translated = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw writeError(error, address);
    }
  };
  const rowsOf = (text: string): Promise<readonly DatabaseRow[]> => query(text, writeError);
  const raw = (text: string): Promise<readonly DatabaseRow[]> => query(text, (error) => error);
  const count = async (text: string): Promise<number> => (await query<ResultSetHeader>(text, writeError)).affectedRows;
  const writer = new RowWriter(count);
  let topology: Topology;
  let lanes: readonly number[] = [];
  try {
    const session = { run: raw, address };
    await beginSession(session, 'write');
    topology = await readTopology(raw, () => connection.threadId).catch((error: unknown) => {
      throw mysqlError(error, address);
    });
    requireRepairable(topology, address, allowances);
    await settleSession(session, 'write');
    await readInStep(rowsOf, topology.cluster);
  } catch (error) {
    connection.destroy();
    throw writeError(error, address);
  }
  return {
    engine: topology.engine,
    name: address.database,
    // Connections side by side might be given to several nodes, and stand in each other's way there.
    capabilities: topology.cluster?.hasOtherWriters === true ? { ...mysqlCapabilities, repairLanes: 1 } : mysqlCapabilities,
    identity: () => translated(() => identityOf(rowsOf)),
    instance: (tables) => translated(() => instanceOf(rowsOf, tables)),
    replaced: () => Promise.resolve(false),
    schema: (tables) => translated(() => readSchema(rowsOf, tables)),
    lock: (_claim, wanted) => translated(() => takeRepairLocks(rowsOf, (lanes = wanted))),
    begin: async () => {
      await rowsOf('start transaction read write');
    },
    // InnoDB's numbers of transactions say nothing of an outcome.
    transactionId: () => Promise.resolve(null),
    outcomeOf: () => Promise.resolve(null),
    all: (asked) => rowsOf(compileForMysql(asked).sql),
    insert: (table, rows) => writer.insert(table, rows),
    update: (table, updates) => writer.update(table, updates),
    delete: (table, keys) => writer.delete(table, keys),
    images: (request) => translated(() => readImages(rowsOf, request)),
    // InnoDB checks foreign keys with each statement.
    checkConstraints: () => Promise.resolve(),
    commit: async () => {
      try {
        await rowsOf('commit');
      } catch (error) {
        throw topology.cluster === null ? error : await commitError(raw, error, address);
      }
    },
    // After a lock timeout MySQL keeps the transaction open: it must be ended in so many words.
    rollback: async () => {
      await rowsOf('rollback').catch(() => undefined);
    },
    close: async () => {
      await Promise.race([releaseRepairLocks(rowsOf, lanes).catch(() => undefined), sleep(CLOSE_TIMEOUT, undefined, { ref: false })]);
      connection.destroy();
    },
  };
}
