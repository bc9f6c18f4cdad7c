import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { sentenceOf } from '../errors.ts';
import { EXIT } from '../model/index.ts';
import type { ProgressEvent, RunEnding, RunWish, StartedRun } from '../service/index.ts';
import type { WorkspaceWish } from '../workspace/index.ts';
import type { ThreadMessage, ThreadWish } from './worker/messages.ts';

/** How long something that only reads may take to end by itself, in milliseconds: less than the ten seconds after which containers are killed. */
const PATIENCE = 5_000;

/** How long a thread that has told its ending may take to end, in milliseconds. */
const FAREWELL = 2_000;

const INTERRUPTED: RunEnding = { run: null, exitCode: EXIT.interrupted, error: null, sum: null };

/** One run in a thread of its own, from its wish to its ending. */
export class ThreadRun implements StartedRun {
  readonly ticket: string;
  readonly wish: RunWish;
  readonly done: Promise<RunEnding>;
  /** Called with the ending before it is told. */
  onEnding: (ending: RunEnding) => Promise<void> = () => Promise.resolve();
  readonly #workspace: WorkspaceWish;
  readonly #script: URL;
  readonly #stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #listeners = new Set<(event: ProgressEvent) => void>();
  #past: ProgressEvent[] = [];
  #worker: Worker | null = null;
  #ending: RunEnding | null = null;
  #tellEnding: (ending: RunEnding) => void = () => undefined;

  constructor(wish: RunWish, workspace: WorkspaceWish, script: URL = new URL('./run-worker.js', import.meta.url)) {
    this.ticket = wish.id ?? randomUUID();
    this.wish = { ...wish, id: this.ticket };
    this.#workspace = workspace;
    this.#script = script;
    this.done = new Promise((resolve) => (this.#tellEnding = resolve));
  }

  events(listener: (event: ProgressEvent) => void): () => void {
    for (const event of this.#past) listener(event);
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Starts the thread, once; not where the run was told to end while it waited. */
  begin(): void {
    if (this.#ending !== null || this.#worker !== null) return;
    const { wish } = this;
    const workerData: ThreadWish = { wish, workspace: this.#workspace, stop: this.#stop };
    let worker: Worker;
    try {
      worker = new Worker(this.#script, { workerData });
    } catch (error) {
      this.#end(failed(sentenceOf(error)));
      return;
    }
    this.#worker = worker;
    let told: RunEnding | null = null;
    worker.on('message', (message: ThreadMessage) => {
      if ('event' in message) this.#hear(message.event);
      else {
        told = message.ending;
        // A connection that was given up may hold the thread for longer.
        setTimeout(() => void worker.terminate(), FAREWELL).unref();
      }
    });
    worker.on('error', (error) => this.#end(failed(sentenceOf(error))));
    // Only then has it let go of everything.
    worker.on('exit', (code) => this.#end(told ?? failed(`its thread has ended with ${code}`)));
  }

  stop(): void {
    Atomics.store(new Int32Array(this.#stop), 0, 1);
    if (this.#worker === null) {
      this.#end(INTERRUPTED);
      return;
    }
    this.#worker.postMessage('stop');
    // Nothing is lost of what only reads; what writes ends by itself, after its transaction.
    if (this.wish.kind === 'apply' || this.wish.kind === 'undo') return;
    const worker = this.#worker;
    const timer = setTimeout(() => {
      void worker.terminate();
      this.#end(INTERRUPTED);
    }, PATIENCE);
    void this.done.then(() => {
      clearTimeout(timer);
    });
  }

  #hear(event: ProgressEvent): void {
    const last = this.#past.at(-1);
    // Who comes later is told the sum: what is kept does not grow with what is changed.
    if (event.type === 'changes' && last?.type === 'changes') {
      this.#past = [...this.#past.slice(0, -1), { type: 'changes', count: last.count + event.count }];
    } else this.#past.push(event);
    for (const listener of this.#listeners) listener(event);
  }

  #end(ending: RunEnding): void {
    // The first word counts: a thread that has told its ending exits as well.
    if (this.#ending !== null) return;
    this.#ending = ending;
    void this.onEnding(ending)
      .catch(() => undefined)
      .then(() => {
        this.#tellEnding(ending);
      });
  }
}

const failed = (reason: string): RunEnding => ({
  run: null,
  exitCode: EXIT.failed,
  error: `The run came to no end, because ${reason}: run it again.`,
  sum: null,
});
