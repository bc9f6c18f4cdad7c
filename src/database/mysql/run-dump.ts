import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { ServerAddress } from '../address.ts';
import type { DumpRunner } from '../dump-runner.ts';
import { guardedConnection } from './guarded-connection.ts';

/** What the server says in the mode in which dumps run where it writes another value than it was given: one out of range, or none of the type. */
const CHANGED = [1264, 1292, 1366];

/**
 * Runs the statements of a dump, each by itself: the protocol takes no two in one. Their bytes go to the server as they stand in the dump, which says
 * itself in which character set it is written.
 */
export function openDumpRunner(address: ServerAddress): DumpRunner {
  // A letter of latin1 is a byte.
  const connection = guardedConnection(address, 'latin1');
  connection.on('error', () => undefined);
  const query = (statement: string): Promise<RowDataPacket[] | ResultSetHeader> =>
    new Promise((resolve, reject) => {
      connection.query<RowDataPacket[] | ResultSetHeader>(statement, (error, result) => {
        if (error === null) resolve(result);
        else reject(error);
      });
    });
  return {
    async run(statement) {
      const result = await query(statement);
      if (Array.isArray(result)) return result;
      if (result.affectedRows > 0 && result.warningStatus > 0) {
        const warnings = (await query('show warnings')) as RowDataPacket[];
        // After SET NAMES binary the server answers in bytes.
        const changed = warnings.find(({ Level, Code }) => String(Level) === 'Warning' && CHANGED.includes(Number(Code)));
        if (changed !== undefined) throw Object.assign(new Error(String(changed['Message'])), { errno: Number(changed['Code']) });
      }
      return [];
    },
    close: () => {
      connection.destroy();
      return Promise.resolve();
    },
  };
}
