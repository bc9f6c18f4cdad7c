import type { DatabaseRow } from './read-session.ts';

/** Rows handed over at a time, and fewer where they have very many columns: each value takes its place, however short it is. */
const BATCH = 1000;
const BATCH_VALUES = 50 * BATCH;

/** Bytes after which a batch is handed over all the same. */
const BATCH_BYTES = 8 * 2 ** 20;

/** The answer to a query, as a driver tells of it. */
export interface Flow {
  /** Asks; from then on each row is told of, then the end or what ended it before. */
  ask(onRow: (row: DatabaseRow) => void, onEnd: () => void, onError: (error: Error) => void): void;
  /** Bytes that have come over the connection so far. */
  bytesRead(): number;
  pause(): void;
  resume(): void;
}

/** Streams an answer in batches. The server waits while one is worked on: memory stays constant. */
export async function* inBatches(flow: Flow): AsyncGenerator<readonly DatabaseRow[]> {
  let rows: DatabaseRow[] = [];
  let begun = flow.bytesRead();
  let batchRows = BATCH;
  const isFull = (): boolean => rows.length >= batchRows || (rows.length > 0 && flow.bytesRead() - begun > BATCH_BYTES);
  const state: { ended: boolean; failure: Error | null; isLetGo: boolean } = { ended: false, failure: null, isLetGo: false };
  let wake: () => void = () => undefined;
  flow.ask(
    (row) => {
      if (state.isLetGo) return;
      if (rows.length === 0) batchRows = Math.min(BATCH, Math.ceil(BATCH_VALUES / Object.keys(row).length));
      rows.push(row);
      if (!isFull()) return;
      flow.pause();
      wake();
    },
    () => {
      state.ended = true;
      wake();
    },
    (error) => {
      state.failure ??= error;
      wake();
    },
  );
  const more = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  const isOver = (): boolean => state.ended || state.failure !== null;
  try {
    for (;;) {
      if (!isFull() && !isOver()) await more();
      if (state.failure !== null) throw state.failure;
      const batch = rows;
      rows = [];
      begun = flow.bytesRead();
      if (batch.length > 0) yield batch;
      if (state.ended && rows.length === 0) return;
      flow.resume();
    }
  } finally {
    // A caller that stops early leaves the connection ready for the next query: the rest of the rows is let go.
    state.isLetGo = true;
    flow.resume();
    if (!isOver()) await more();
  }
}
