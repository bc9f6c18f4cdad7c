import type { Subject } from '../history/index.ts';

/** Answers that are remembered; the one that was asked for longest ago makes room. */
const MOST = 64;

/**
 * What follows from the recorded runs of a database alone: worked out once, however many ask, until the next run is recorded. Whichever process
 * records that, the number of the last run is read from the store each time.
 */
export class RunMemory {
  readonly #known = new Map<string, Promise<unknown>>();

  /** @param question tells one answer from another: all that it depends on besides the runs */
  of<T>({ id, lastRun }: Subject, question: unknown, work: () => Promise<T>): Promise<T> {
    const key = JSON.stringify([id, lastRun, question]);
    const answer = (this.#known.get(key) as Promise<T> | undefined) ?? work();
    this.#known.delete(key);
    this.#known.set(key, answer);
    answer.catch(() => this.#known.delete(key));
    const [oldest] = this.#known.keys();
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest);
    return answer;
  }
}
