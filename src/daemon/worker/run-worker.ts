import { parentPort, workerData } from 'node:worker_threads';
import type { ThreadMessage, ThreadWish } from './messages.ts';
import { perform } from './perform.ts';

const { wish, workspace, stop } = workerData as ThreadWish;
const end = new AbortController();
const asked = new Int32Array(stop);

const post = (message: ThreadMessage): void => parentPort?.postMessage(message);

// A message wakes what waits for a server; while an embedded engine holds the thread, the number is looked at between checks and transactions.
parentPort?.once('message', () => {
  end.abort();
});
const tell = (event: Extract<ThreadMessage, { event: unknown }>['event']): void => {
  if (Atomics.load(asked, 0) !== 0) end.abort();
  post({ event });
};
post({ ending: await perform(wish, workspace, { tell, signal: end.signal }) });
parentPort?.close();
