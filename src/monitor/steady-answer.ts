import { sentenceOf } from '../errors.ts';
import type { Clock } from '../clock.ts';

/** What was answered last, to whoever asks. */
export interface Answer<Value> {
  /** Null where nothing was, or not in time. */
  readonly value: Value | null;
  /** Why there is none, a sentence; null where there is one. */
  readonly trouble: string | null;
  /** When that was found out: ISO 8601 UTC. */
  readonly at: string;
  /** How long it took. */
  readonly tookMs: number;
}

/** After so long a question that was never answered is asked again. */
const GIVEN_UP_MS = 60_000;

/** How often something is asked, and how long whoever asks waits. */
export interface Pace {
  /** Milliseconds for which an answer holds. */
  readonly holdsMs: number;
  /** Milliseconds that anybody waits for one. */
  readonly patienceMs: number;
  readonly clock: Clock;
}

/**
 * A question that is asked once at a time, and once in a while, however many want to know: while it hangs nobody asks again, and nobody waits
 * longer than they have patience for.
 */
export class SteadyAnswer<Value> {
  readonly #question: () => Promise<Value>;
  readonly #pace: Pace;
  #last: { readonly answer: Answer<Value>; readonly until: number } | null = null;
  #asking: { readonly answer: Promise<Answer<Value>>; readonly since: number } | null = null;

  constructor(question: () => Promise<Value>, pace: Pace) {
    this.#question = question;
    this.#pace = pace;
  }

  /** The answer, from before where it still holds. It never throws. */
  async ask(): Promise<Answer<Value>> {
    if (this.#last !== null && performance.now() < this.#last.until) return this.#last.answer;
    if (this.#asking === null || performance.now() - this.#asking.since > GIVEN_UP_MS) this.#asking = this.#ask();
    const { answer, since } = this.#asking;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Answer<Value>>((resolve) => {
      timer = setTimeout(
        () => {
          const tookMs = performance.now() - since;
          resolve({ value: null, trouble: `No answer within ${(tookMs / 1000).toFixed(1)} s.`, at: this.#now(), tookMs });
        },
        Math.max(0, since + this.#pace.patienceMs - performance.now()),
      );
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #ask() {
    const since = performance.now();
    const asking = {
      since,
      answer: this.#question()
        .then(
          (value) => ({ value, trouble: null }),
          (error: unknown) => ({ value: null, trouble: sentenceOf(error) }),
        )
        .then((found) => {
          const ended = performance.now();
          const answer = { ...found, at: this.#now(), tookMs: ended - since };
          // One that was given up long ago says nothing of today.
          if (this.#asking !== asking) return answer;
          this.#asking = null;
          this.#last = { answer, until: ended + this.#pace.holdsMs };
          return answer;
        }),
    };
    return asking;
  }

  #now(): string {
    return this.#pace.clock().toISOString();
  }
}
