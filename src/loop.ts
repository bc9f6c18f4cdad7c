import type { Timer } from './timer.ts';

/** What a loop does, and when. */
export interface LoopWork {
  readonly timer: Timer;
  /** One turn; tells in how many milliseconds the next one is due. The signal is aborted when the loop is to end. */
  readonly turn: (signal: AbortSignal) => Promise<number>;
  /** Told of a turn that failed; tells when the next one is due all the same. */
  readonly failed: (error: unknown) => number;
}

/** Does one turn after the other, never two at once, until it is stopped. */
export class Loop {
  readonly #work: LoopWork;
  readonly #end = new AbortController();
  #cancel: () => void = () => undefined;
  #turning: Promise<void> | null = null;
  /** Woken while a turn was under way: the next one follows at once. */
  #again = false;

  constructor(work: LoopWork) {
    this.#work = work;
  }

  /** Begins, or takes the next turn now instead of later. */
  wake(): void {
    if (this.#end.signal.aborted) return;
    this.#again = this.#turning !== null;
    if (this.#again) return;
    this.#cancel();
    this.#turning = this.#turn();
  }

  /** Ends after the turn that is under way. */
  async stop(): Promise<void> {
    this.#end.abort();
    this.#cancel();
    await this.#turning;
  }

  async #turn(): Promise<void> {
    const rest = await this.#once();
    this.#turning = null;
    if (this.#end.signal.aborted) return;
    const wait = this.#again ? 0 : rest;
    this.#again = false;
    this.#cancel = this.#work.timer(wait, () => {
      this.wake();
    });
  }

  /** Does it; tells how long to rest then. */
  async #once(): Promise<number> {
    try {
      return await this.#work.turn(this.#end.signal);
    } catch (error) {
      return this.#work.failed(error);
    }
  }
}
