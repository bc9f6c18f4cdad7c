import type { RowDataPacket } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import type { DumpRunner } from '../dump-runner.ts';
import { guardedConnection } from './guarded-connection.ts';

/**
 * Runs the statements of a dump, each by itself: the protocol takes no two in one. Their bytes go to the server as they stand in the dump, which says
 * itself in which character set it is written.
 */
export function openDumpRunner(address: ServerAddress): DumpRunner {
  // A letter of latin1 is a byte.
  const connection = guardedConnection(address, 'latin1');
  connection.on('error', () => undefined);
  return {
    run: (statement) =>
      new Promise((resolve, reject) => {
        connection.query<RowDataPacket[]>(statement, (error, rows) => {
          if (error === null) resolve(Array.isArray(rows) ? rows : []);
          else reject(error);
        });
      }),
    close: () => {
      connection.destroy();
      return Promise.resolve();
    },
  };
}
