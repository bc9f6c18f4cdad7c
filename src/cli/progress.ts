import { Worker } from 'node:worker_threads';
import { sentenceOf } from '../errors.ts';
import { keepSmall } from '../keep-small.ts';
import { printable, type AuditEvent } from '../model/index.ts';

/** What the thread that draws is told. */
export type ProgressMessage = { readonly step: string; readonly done: number; readonly total: number; readonly count: string } | 'stop';

/** A progress bar on stderr that appears when an audit takes longer than a second. */
export interface Progress {
  readonly show: (event: AuditEvent) => void;
  /** Clears the bar; nothing may be printed before this is done. */
  stop(): Promise<void>;
}

/** Draws nothing: for pipes, logs and `--no-progress`. */
export const noProgress: Progress = { show: () => undefined, stop: () => Promise.resolve() };

/** What the bar shows of a run's events, one after the other: which of the checks runs, then how many of the changes are made. */
export function progressSteps(): (event: AuditEvent) => Exclude<ProgressMessage, 'stop'> | null {
  let [checks, changes, made, totals] = [1, 1, 0, 'Totals'];
  return (event) => {
    switch (event.type) {
      case 'run-started':
        checks = event.run.checks.length;
        totals = event.run.mode === 'audit' || event.run.mode === 'undo' ? 'Totals' : 'Totals and plan';
        return null;
      case 'check-started':
        return { step: printable(event.check.title), done: event.index, total: checks, count: `${event.index + 1}/${checks}` };
      case 'totals-started':
        return { step: totals, done: checks, total: checks, count: `${checks}/${checks}` };
      case 'plan-made':
        changes = event.plan.changes;
        return null;
      case 'changes':
        made += event.changes.length;
        return { step: 'Changes', done: made, total: changes, count: `${made}/${changes}` };
      case 'verification-started':
        return { step: 'Audit of what that leaves', done: 0, total: checks, count: `0/${checks}` };
      default:
        return null;
    }
  };
}

/**
 * Draws in a thread of its own, because a query of the embedded engine holds the main thread.
 * The thread is started only on a terminal.
 *
 * @param warn told once should the bar fail, as where the terminal has gone; the run goes on without it
 */
export function terminalProgress(warn: (sentence: string) => void): Progress {
  const worker = new Worker(new URL('./progress-worker.js', import.meta.url));
  worker.unref();
  worker.once('online', keepSmall);
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
  const tell = (message: ProgressMessage): void => {
    worker.postMessage(message);
  };
  const steps = progressSteps();
  return {
    show(event) {
      const message = steps(event);
      if (message !== null) tell(message);
    },
    async stop() {
      isStopped = true;
      worker.ref();
      tell('stop');
      await ended;
    },
  };
}
