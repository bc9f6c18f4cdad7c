import { randomUUID } from 'node:crypto';
import type { Leases, SeenLease } from './leases.ts';

/** How long nothing is heard of a holder before another takes its place, in milliseconds. */
export const LEASE_TIME = 30_000;

/** Counts milliseconds since some moment: never back, whatever happens to the clock. */
export type Stopwatch = () => number;

const sinceStart: Stopwatch = () => performance.now();

/**
 * What only one of those who share a store may do at a time. Whoever has it says again and again that it is still there, at least three times in
 * the time given; whoever waits takes it when nothing has been heard for that time by its own stopwatch: no clock is compared with another one's.
 */
export class Lease {
  readonly #name: string;
  readonly #time: number;
  readonly #elapsed: Stopwatch;
  readonly #holder = randomUUID();
  /** What was seen last, and since when it has been so. */
  #seen: { readonly lease: SeenLease; readonly since: number } | null = null;

  /** @param name what is leased */
  constructor(name: string, time: number = LEASE_TIME, elapsed: Stopwatch = sinceStart) {
    this.#name = name;
    this.#time = time;
    this.#elapsed = elapsed;
  }

  /** How often it is to be held, in milliseconds, so that nobody else takes it. */
  get rhythm(): number {
    return this.#time / 3;
  }

  /** Whether it is held for certain: not where too long ago somebody could write that. */
  get isHeld(): boolean {
    return this.#seen?.lease.holder === this.#holder && this.#elapsed() - this.#seen.since < this.#time;
  }

  /** Takes it, or goes on holding it; false where another has it. */
  async hold(leases: Leases): Promise<boolean> {
    // By when the store was asked, not by when it answered.
    const now = this.#elapsed();
    const lease = await leases.seen(this.#name);
    if (lease === null) return this.#keep(now, { holder: this.#holder, beat: 1 }, await leases.first(this.#name, this.#holder));
    const known = this.#seen?.lease;
    if (known?.holder !== lease.holder || known.beat !== lease.beat) this.#seen = { lease, since: now };
    const isMine = lease.holder === this.#holder;
    const isLeft = lease.holder === null || now - (this.#seen?.since ?? now) >= this.#time;
    if (!isMine && !isLeft) return false;
    const taken = await leases.change(this.#name, lease, this.#holder);
    return this.#keep(now, { holder: this.#holder, beat: (lease.beat % 2_000_000_000) + 1 }, taken);
  }

  /** Lets go of it, so that nobody has to wait. */
  async release(leases: Leases): Promise<void> {
    const seen = this.#seen?.lease;
    this.#seen = null;
    if (seen?.holder === this.#holder) await leases.change(this.#name, seen, null);
  }

  #keep(now: number, lease: SeenLease, isTaken: boolean): boolean {
    if (isTaken) this.#seen = { lease, since: now };
    return isTaken;
  }
}
