import type { Socket } from 'node:net';
import pg from 'pg';
import type { DatabaseRow } from '../read-session.ts';
import { oneStatement } from './one-statement.ts';

/** Rows handed over at a time. */
const BATCH = 1000;

/** Bytes after which a batch is handed over all the same. */
const BATCH_BYTES = 8 * 2 ** 20;

/**
 * Streams a query's rows in batches. A cursor would be the usual way, but PostgreSQL runs no parallel plan for a portal
 * that is read in portions (manual, "When Can Parallel Query Be Used?"), which made the anti-joins twice as slow. So the
 * rows come all at once, and the socket is paused while a batch is worked on: memory stays constant.
 */
export async function* streamRows(
  client: pg.Client,
  text: string,
  values: readonly unknown[],
  types: pg.CustomTypesConfig,
): AsyncGenerator<readonly DatabaseRow[]> {
  const socket = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection.stream;
  let rows: DatabaseRow[] = [];
  let begun = socket.bytesRead;
  const isFull = (): boolean => rows.length >= BATCH || (rows.length > 0 && socket.bytesRead - begun > BATCH_BYTES);
  const state: { ended: boolean; failure: Error | null } = { ended: false, failure: null };
  let wake: () => void = () => undefined;
  const query = new pg.Query<DatabaseRow>({ ...oneStatement(text, values), types });
  query.on('row', (row) => {
    rows.push(row);
    if (!isFull()) return;
    socket.pause();
    wake();
  });
  query.on('error', (error) => {
    state.failure = error;
    wake();
  });
  query.on('end', () => {
    state.ended = true;
    wake();
  });
  client.query(query);
  const more = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const isOver = (): boolean => state.ended || state.failure !== null;
  try {
    for (;;) {
      if (!isFull() && !isOver()) await more();
      if (state.failure !== null) throw state.failure;
      const batch = rows;
      rows = [];
      begun = socket.bytesRead;
      if (batch.length > 0) yield batch;
      if (state.ended && rows.length === 0) return;
      socket.resume();
    }
  } finally {
    // A caller that stops early leaves the connection ready for the next query: the rest of the rows is let go.
    while (!isOver()) {
      socket.resume();
      await more();
      rows = [];
    }
    socket.resume();
  }
}
