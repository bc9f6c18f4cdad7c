import type { Socket } from 'node:net';
import pg from 'pg';
import type { DatabaseRow } from '../read-session.ts';
import { inBatches } from '../stream-batches.ts';
import { oneStatement } from './one-statement.ts';

/**
 * Streams a query's rows in batches. A cursor would be the usual way, but PostgreSQL runs no parallel plan for a portal
 * that is read in portions (manual, "When Can Parallel Query Be Used?"), which made the anti-joins twice as slow. So the
 * rows come all at once, and the socket is paused while a batch is worked on.
 */
export function streamRows(
  client: pg.Client,
  text: string,
  values: readonly unknown[],
  types: pg.CustomTypesConfig,
): AsyncGenerator<readonly DatabaseRow[]> {
  const socket = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;
  return inBatches({
    ask(onRow, onEnd, onError) {
      const query = new pg.Query<DatabaseRow>({ ...oneStatement(text, values), types });
      query.on('row', onRow);
      query.on('end', onEnd);
      query.on('error', onError);
      client.query(query);
    },
    bytesRead: () => socket.bytesRead,
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
  });
}
