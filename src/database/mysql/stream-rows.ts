import type { Socket } from 'node:net';
import type { Connection } from 'mysql2';
import type { DatabaseRow } from '../read-session.ts';
import { inBatches } from '../stream-batches.ts';
import { keepEveryColumn } from './every-column.ts';

/** Streams a query's rows in batches. The driver's own stream keeps a thousand rows, however long they are. */
export function streamRows(connection: Connection, text: string): AsyncGenerator<readonly DatabaseRow[]> {
  const { stream: socket } = connection as unknown as { readonly stream: Socket };
  return inBatches({
    ask(onRow, onEnd, onError) {
      // The end of the connection is told to the connection alone.
      connection.once('error', onError);
      const query = connection.query(text);
      const whole = keepEveryColumn(query);
      query.on('result', (row) => {
        onRow(whole(row as DatabaseRow));
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
