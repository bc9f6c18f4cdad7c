import type { Socket } from 'node:net';
import type { Connection } from 'mysql2';
import type { DatabaseRow } from '../read-session.ts';
import { inBatches } from '../stream-batches.ts';
import { keepEveryColumn } from './every-column.ts';
import { plainNumbers } from './plain-numbers.ts';

/**
 * Streams a query's rows in batches. The driver's own stream keeps a thousand rows, however long they are.
 *
 * @param isPlain whether numbers come as numbers, also where the driver gives texts
 */
export function streamRows(connection: Connection, text: string, isPlain: boolean): AsyncGenerator<readonly DatabaseRow[]> {
  const { stream: socket } = connection as unknown as { readonly stream: Socket };
  return inBatches({
    ask(onRow, onEnd, onError) {
      // The end of the connection is told to the connection alone.
      connection.once('error', onError);
      const query = connection.query(text);
      const whole = keepEveryColumn(query);
      const numbers = isPlain ? plainNumbers(query) : (row: DatabaseRow) => row;
      query.on('result', (row) => {
        onRow(numbers(whole(row as DatabaseRow)));
      });
      query.on('error', onError);
      query.on('end', () => {
        connection.off('error', onError);
        onEnd();
      });
    },
    bytesRead: () => socket.bytesRead,
    pause: () => {
      connection.pause();
    },
    resume: () => {
      connection.resume();
    },
  });
}
