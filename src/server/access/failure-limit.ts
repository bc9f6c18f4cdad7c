import type { Clock } from '../../clock.ts';
import { Problem } from '../problem.ts';

const MOST = 10;
const WINDOW_MS = 15 * 60_000;
/** Names that are remembered: whoever tries more makes the oldest be forgotten. */
const REMEMBERED = 10_000;

/** Counts failures by a name, such as an account's or an address: after some, nothing more is tried for a while. */
export class FailureLimit {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { count: number; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Counts a try as failed before it is made, so that many at once are no more than many in turn.
   *
   * @throws Problem 429 where one of these has failed too often
   */
  take(...names: readonly string[]): void {
    const now = this.#clock().getTime();
    for (const name of names) {
      const known = this.#failures.get(name);
      if (known === undefined || isOver(known, now) || known.count < MOST) continue;
      const seconds = Math.ceil((known.until - now) / 1000);
      throw new Problem(429, 'That went wrong too often: try again later.', { headers: { 'retry-after': String(seconds) } });
    }
    for (const name of names) this.#count(name, now);
  }

  /** It has gone well after all. */
  giveBack(...names: readonly string[]): void {
    for (const name of names) {
      const known = this.#failures.get(name);
      if (known !== undefined) known.count -= 1;
    }
  }

  #count(name: string, now: number): void {
    const known = this.#failures.get(name);
    this.#failures.delete(name);
    this.#failures.set(
      name,
      known === undefined || isOver(known, now) ? { count: 1, until: now + WINDOW_MS } : { ...known, count: known.count + 1 },
    );
    const [oldest] = this.#failures.keys();
    if (this.#failures.size > REMEMBERED && oldest !== undefined) this.#failures.delete(oldest);
  }
}

/** Also where the clock was set back since: nobody is shut out for as long as it was wrong. */
function isOver({ until }: { readonly until: number }, now: number): boolean {
  return until <= now || until > now + WINDOW_MS;
}
