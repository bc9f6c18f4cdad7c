import { WriteStream } from 'node:tty';
import { parentPort } from 'node:worker_threads';
import { SingleBar } from 'cli-progress';
import type { ProgressMessage } from './progress.ts';

/** Nothing is drawn for a run that is over before a person would wonder. */
const PATIENCE = 1000;

const bar = new SingleBar({
  // The main thread's own stderr stream would wait for the main thread.
  stream: new WriteStream(2),
  format: ' {bar} {count} {step} ({duration_formatted})',
  barCompleteChar: '█',
  barIncompleteChar: '░',
  barsize: 24,
  fps: 10,
  // Ctrl-C during a query of the embedded engine ends the process at once: nothing would show the cursor again.
  hideCursor: false,
  clearOnComplete: true,
  linewrap: false,
});

let latest: Exclude<ProgressMessage, 'stop'> | null = null;
let drawing = false;
const timer = setTimeout(() => {
  drawing = true;
  bar.start(latest?.total ?? 1, latest?.done ?? 0, { step: latest?.step ?? 'Connecting', count: latest?.count ?? '' });
}, PATIENCE);

parentPort?.on('message', (message: ProgressMessage) => {
  if (message === 'stop') {
    clearTimeout(timer);
    if (drawing) bar.stop();
    parentPort?.close();
    return;
  }
  latest = message;
  if (!drawing) return;
  bar.setTotal(message.total);
  bar.update(message.done, { step: message.step, count: message.count });
});
