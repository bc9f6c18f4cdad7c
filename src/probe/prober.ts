import type { Clock } from '../clock.ts';
import { sentenceOf } from '../errors.ts';
import type { ProbeState, Store } from '../history/index.ts';
import type { Log } from '../log.ts';
import { Loop } from '../loop.ts';
import type { Timer } from '../timer.ts';
import { conditionAfter } from './hysteresis.ts';
import { lookAt, type LookPorts, type LookResult } from './look.ts';
import type { Target } from './target.ts';

/** How long hours and days are kept apart; what is older is in the sums only. */
const HOURS_KEPT_MS = 8 * 86_400_000;
const DAYS_KEPT_MS = 400 * 86_400_000;
const BETWEEN_PRUNES_MS = 3_600_000;
/** How often a result is kept anew, where another has kept one meanwhile. */
const MOST_TRIES = 5;

/** That only one of those who share a store looks. */
export interface ProbeLease {
  /** How often it is to be held, in milliseconds. */
  readonly rhythm: number;
  readonly isHeld: boolean;
  /** Takes it, or goes on holding it; false where another has it. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
}

/** What the prober is given of the world around. */
export interface ProberPorts {
  readonly targets: readonly Target[];
  readonly store: () => Promise<Pick<Store, 'probes'>>;
  readonly lease: ProbeLease;
  readonly secret: LookPorts['secret'];
  readonly surroundings?: LookPorts['surroundings'];
  readonly clock: Clock;
  readonly timer: Timer;
  readonly log: Log;
  /** Called with how a target is after each look. */
  readonly looked: (target: Target, state: Omit<ProbeState, 'revision'>) => Promise<void>;
}

/** Looks at every target in its rhythm, each by itself: one that is slow delays no other. */
export class Prober {
  readonly #ports: ProberPorts;
  readonly #beat: Loop;
  /** While the lease is held: what ends the looks, and those that are under way. */
  #watch: { readonly end: AbortController; readonly cancels: Set<() => void>; readonly looks: Set<Promise<void>> } | null = null;
  #prunedAt = -Infinity;

  constructor(ports: ProberPorts) {
    this.#ports = ports;
    const { lease, log, timer } = ports;
    this.#beat = new Loop({
      timer,
      turn: async (signal) => {
        if ((await lease.hold()) && !signal.aborted) await this.#begin();
        else void this.#cease();
        return lease.rhythm;
      },
      failed: (error) => {
        log.warn('probes-not-leased', { error: sentenceOf(error) });
        if (!lease.isHeld) void this.#cease();
        return lease.rhythm;
      },
    });
  }

  start(): void {
    this.#beat.wake();
  }

  /** Ends: what is asked at the moment is asked no longer, and does not count. */
  async stop(): Promise<void> {
    await this.#beat.stop();
    await this.#cease();
    await this.#ports.lease.release().catch(() => undefined);
  }

  async #begin(): Promise<void> {
    const { targets, store, clock } = this.#ports;
    const { probes } = await store();
    await this.#prune();
    if (this.#watch !== null) return;
    const states = new Map((await probes.all()).map((state) => [state.name, state]));
    this.#watch = { end: new AbortController(), cancels: new Set(), looks: new Set() };
    for (const target of targets) {
      // Goes on in the rhythm of whoever looked before; a clock that was set makes nobody wait longer than that.
      const last = states.get(target.name);
      const since = last === undefined ? Infinity : clock().getTime() - Date.parse(last.at);
      this.#next(target, last ?? null, since < 0 ? 0 : Math.max(0, target.intervalMs - since));
    }
  }

  /** Looks no more; what is under way is waited for by who wants to. */
  async #cease(): Promise<void> {
    const watch = this.#watch;
    if (watch === null) return;
    this.#watch = null;
    watch.end.abort();
    for (const cancel of watch.cancels) cancel();
    await Promise.all(watch.looks);
  }

  #next(target: Target, seen: ProbeState | null, delay: number): void {
    const watch = this.#watch;
    if (watch === null) return;
    const cancel = this.#ports.timer(delay, () => {
      watch.cancels.delete(cancel);
      const began = performance.now();
      const look = this.#look(target, seen, watch.end.signal).then((state) => {
        watch.looks.delete(look);
        if (this.#watch === watch) this.#next(target, state, Math.max(0, target.intervalMs - (performance.now() - began)));
      });
      watch.looks.add(look);
    });
    watch.cancels.add(cancel);
  }

  /** Looks once, keeps what it came to, and tells; never throws. */
  async #look(target: Target, seen: ProbeState | null, signal: AbortSignal): Promise<ProbeState | null> {
    const { secret, surroundings, timer, log } = this.#ports;
    const pause = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        const cancel = timer(milliseconds, resolve);
        signal.addEventListener(
          'abort',
          () => {
            cancel();
            resolve();
          },
          { once: true },
        );
      });
    const result = await lookAt(target, { secret, pause, surroundings: { ...surroundings, signal } });
    if (signal.aborted) return seen;
    try {
      const state = await this.#keep(target, seen, result);
      await this.#ports.looked(target, state);
      return state;
    } catch (error) {
      log.warn('probe-not-kept', { probe: target.name, outcome: result.outcome, error: sentenceOf(error) });
      return seen;
    }
  }

  async #keep(target: Target, seen: ProbeState | null, result: LookResult): Promise<ProbeState> {
    const { probes } = await this.#ports.store();
    const at = this.#ports.clock().toISOString();
    let before = seen;
    for (let tries = 1; ; tries++) {
      const { state, since, pending } = conditionAfter(before, result.outcome, at, target.patience);
      const { outcome, latencyMs, status, reason } = result;
      const certificateEnds = result.certificateEnds ?? before?.certificateEnds ?? null;
      const next = { name: target.name, state, since, pending, at, outcome, latencyMs, status, reason, certificateEnds };
      if (await probes.keep(before, next)) {
        if (state !== before?.state)
          this.#ports.log.info('probe-changed', { probe: target.name, from: before?.state ?? null, to: state, reason });
        return { ...next, revision: before === null ? 1 : (before.revision % 2_000_000_000) + 1 };
      }
      if (tries === MOST_TRIES) throw new Error('others keep results of it all the time');
      before = (await probes.all()).find(({ name }) => name === target.name) ?? null;
    }
  }

  async #prune(): Promise<void> {
    if (performance.now() - this.#prunedAt < BETWEEN_PRUNES_MS) return;
    this.#prunedAt = performance.now();
    const now = this.#ports.clock().getTime();
    const { probes } = await this.#ports.store();
    await probes.prune(new Date(now - HOURS_KEPT_MS).toISOString(), new Date(now - DAYS_KEPT_MS).toISOString());
  }
}
