import { Worker } from 'node:worker_threads';
import { AuditToolError, DatabaseError, sentenceOf, StoreError, UsageError } from '../errors.ts';
import { BusyError, type Explainer, type ExplainWish } from '../service/index.ts';
import type { WorkspaceWish } from '../workspace/index.ts';
import type { ErrorKind, ExplanationAnswer, ExplanationWish } from './worker/explanation-messages.ts';

/** So many wait for the one before them on a database. */
const WAITING = 3;

/** How long one may take, in milliseconds: who looks at a page waits no longer. */
const PATIENCE = 20_000;

/** How long it may take to end by itself when it is told to. */
const FAREWELL = 2_000;

/** How long an explanation is told again to whoever asks: going back and forth between pages asks a database nothing. */
const FRESH = 5_000;

/** What it is given. */
export interface ThreadExplainerWish {
  /** Where findings are explained: each thread opens it by itself. */
  readonly workspace: WorkspaceWish;
  /** The file of the thread; the built one beside this program unless given. */
  readonly script?: URL;
  /** How long one may take, in milliseconds. */
  readonly patience?: number;
}

/** Explains findings, each in a thread of its own: an embedded engine holds the thread that asks it. */
export class ThreadExplainer implements Explainer {
  readonly #about: ThreadExplainerWish;
  readonly #lines = new Map<string | null, { waiting: number; last: Promise<unknown> }>();
  readonly #told = new Map<string, { readonly json: string; readonly until: number }>();
  readonly #threads = new Set<Worker>();
  #isStopped = false;

  constructor(about: ThreadExplainerWish) {
    this.#about = about;
  }

  async explain(wish: ExplainWish, signal: AbortSignal): Promise<string> {
    const line = this.#lines.get(wish.database) ?? { waiting: 0, last: Promise.resolve() };
    if (line.waiting > WAITING)
      throw new BusyError('TOO_MANY_WAIT', 'Several findings are being explained already: try again in a moment.');
    this.#lines.set(wish.database, line);
    line.waiting += 1;
    const own = line.last.then(() => this.#once(wish, signal));
    line.last = own.catch(() => undefined);
    try {
      return await own;
    } finally {
      line.waiting -= 1;
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
  }

  /** What is known already, or what a thread says. */
  async #once(wish: ExplainWish, signal: AbortSignal): Promise<string> {
    const name = `${wish.database ?? ''} ${wish.check} ${wish.fingerprint}`;
    const now = performance.now();
    for (const [key, { until }] of this.#told) if (until < now) this.#told.delete(key);
    const known = this.#told.get(name);
    if (known !== undefined) return known.json;
    if (this.#isStopped || signal.aborted) throw new BusyError('SERVICE_STOPPING', 'Nobody waits for this any more.');
    const json = await this.#inThread(wish, signal);
    this.#told.set(name, { json, until: performance.now() + FRESH });
    return json;
  }

  #inThread(wish: ExplainWish, signal: AbortSignal): Promise<string> {
    const workerData: ExplanationWish = { wish, workspace: this.#about.workspace };
    const thread = new Worker(this.#about.script ?? new URL('./explain-worker.js', import.meta.url), { workerData });
    this.#threads.add(thread);
    return new Promise((resolve, reject) => {
      let answer: ExplanationAnswer = { kind: 'other', code: 'NO_ANSWER', sentence: 'The thread that explains it has ended.' };
      const end = (): void => {
        thread.postMessage('stop');
        // One whose engine holds it hears nothing: it only reads, so that nothing is lost.
        setTimeout(() => void thread.terminate(), FAREWELL).unref();
      };
      const late = setTimeout(() => {
        answer = { kind: 'database', code: 'TOO_SLOW', sentence: `The database has not answered within ${this.#patience / 1000} seconds.` };
        end();
      }, this.#patience);
      signal.addEventListener('abort', end, { once: true });
      thread.once('message', (told: ExplanationAnswer) => {
        if (!('code' in answer) || answer.code !== 'TOO_SLOW') answer = told;
        // A connection that was given up may hold the thread for longer.
        setTimeout(() => void thread.terminate(), FAREWELL).unref();
      });
      thread.once('error', (error) => (answer = { kind: 'other', code: 'FAILED', sentence: sentenceOf(error) }));
      // Only then has it let go of everything, and another one may ask.
      thread.once('exit', () => {
        clearTimeout(late);
        signal.removeEventListener('abort', end);
        this.#threads.delete(thread);
        if ('json' in answer) resolve(answer.json);
        else reject(errorOf(answer.kind, answer.code, answer.sentence));
      });
    });
  }

  get #patience(): number {
    return this.#about.patience ?? PATIENCE;
  }
}

function errorOf(kind: ErrorKind, code: string, sentence: string): AuditToolError {
  if (kind === 'usage') return new UsageError(code, sentence);
  if (kind === 'database') return new DatabaseError(code, sentence);
  return kind === 'store' ? new StoreError(code, sentence) : new AuditToolError(code, sentence);
}
