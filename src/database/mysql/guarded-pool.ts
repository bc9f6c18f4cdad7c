import type { MysqlPool, MysqlPoolConnection } from 'kysely';
import type { Connection } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import { guardedConnection } from './guarded-connection.ts';

/**
 * A pool of one connection, as the driver's own makes connections that nothing can watch from their beginning. It is made when it is first wanted, and anew
 * after it has ended.
 */
export function guardedPool(address: ServerAddress): MysqlPool {
  let current: Lent | null = null;
  let turn: Promise<void> = Promise.resolve();
  let free: () => void = () => undefined;

  const release = (): void => {
    free();
  };

  function take(callback: Parameters<MysqlPool['getConnection']>[0]): void {
    if (current !== null) {
      callback(null, current);
      return;
    }
    const connection = guardedConnection(address);
    const forget = (): void => void (current = null);
    connection.on('error', forget);
    connection.on('end', forget);
    connection.connect((error: Error | null) => {
      if (error == null) {
        const lent: Lent = Object.assign(connection, { release });
        current = lent;
        callback(null, lent);
      } else {
        connection.destroy();
        free();
        callback(error, undefined as unknown as Lent);
      }
    });
  }

  return {
    getConnection(callback) {
      const before = turn;
      const own = new Promise<void>((resolve) => {
        void before.then(() => {
          free = resolve;
          try {
            take(callback);
          } catch (error) {
            resolve();
            callback(error, undefined as unknown as Lent);
          }
        });
      });
      turn = own;
    },
    end(callback) {
      if (current === null) callback(null);
      else {
        current.end(() => {
          callback(null);
        });
      }
    },
  };
}

/** A connection that goes back to its pool. */
type Lent = Connection & MysqlPoolConnection;
