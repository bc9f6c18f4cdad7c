import { Worker } from 'node:worker_threads';
import { sentenceOf } from '../errors.ts';
import { printable, type AuditEvent } from '../model/index.ts';

/** What the thread that draws is told. */
export type ProgressMessage = { readonly step: string; readonly done: number; readonly total: number } | 'stop';

/** A progress bar on stderr that appears when an audit takes longer than a second. */
export interface Progress {
  readonly show: (event: AuditEvent) => void;
  /** Clears the bar; nothing may be printed before this is done. */
  stop(): Promise<void>;
}

/** Draws nothing: for pipes, logs and `--no-progress`. */
export const noProgress: Progress = { show: () => undefined, stop: () => Promise.resolve() };

/**
 * Draws in a thread of its own, because a query of the embedded engine holds the main thread.
 * The thread is started only on a terminal.
 *
 * @param warn told once should the bar fail, as where the terminal has gone; the run goes on without it
 */
export function terminalProgress(warn: (sentence: string) => void): Progress {
  const worker = new Worker(new URL('./progress-worker.js', import.meta.url));
  worker.unref();
  let [hasFailed, isStopped] = [false, false];
  const fail = (reason: string): void => {
    if (!hasFailed) warn(`The progress bar cannot be drawn (${reason}): the run goes on without it.`);
    hasFailed = true;
  };
  worker.on('error', (error) => {
    fail(sentenceOf(error));
  });
  // A thread that has failed by itself does not end once more.
  const ended = new Promise<void>((resolve) => {
    worker.once('exit', (code) => {
      if (!isStopped) fail(`its thread has ended with ${code}`);
      resolve();
    });
  });
  let total = 1;
  const tell = (message: ProgressMessage): void => {
    worker.postMessage(message);
  };
  return {
    show(event) {
      if (event.type === 'run-started') total = event.run.checks.length + 1;
      else if (event.type === 'check-started') tell({ step: printable(event.check.title), done: event.index, total });
      else if (event.type === 'totals-started') tell({ step: 'Totals', done: total - 1, total });
    },
    async stop() {
      isStopped = true;
      worker.ref();
      tell('stop');
      await ended;
    },
  };
}
