import type { Clock } from '../../src/clock.ts';
import type { Timer } from '../../src/timer.ts';

/** A clock and a timer that go on only when they are told to. */
export interface FakeTime {
  readonly clock: Clock;
  readonly timer: Timer;
  /** Lets so many milliseconds pass, and what is woken meanwhile do its work. */
  pass(milliseconds: number): Promise<void>;
  /** Sets the clock, as a person or a time server does: no time passes. */
  set(time: string): void;
}

/**
 * @param start ISO 8601
 * @param settled lets what was woken do its work; it waits for promises only, unless something else is given
 */
export function fakeTime(start: string, settled: () => Promise<void> = promisesSettled): FakeTime {
  let now = Date.parse(start);
  // What has passed, whatever the clock says.
  let passed = 0;
  const waiting = new Map<object, { readonly at: number; readonly wake: () => void }>();
  return {
    clock: () => new Date(now),
    timer(milliseconds, wake) {
      const key = {};
      waiting.set(key, { at: passed + Math.max(0, milliseconds), wake });
      return () => void waiting.delete(key);
    },
    async pass(milliseconds) {
      const end = passed + milliseconds;
      for (;;) {
        await settled();
        const [next] = [...waiting].filter(([, { at }]) => at <= end).sort(([, one], [, other]) => one.at - other.at);
        if (next === undefined) break;
        const [key, { at, wake }] = next;
        waiting.delete(key);
        now += at - passed;
        passed = at;
        wake();
      }
      now += end - passed;
      passed = end;
    },
    set: (time) => void (now = Date.parse(time)),
  };
}

/** Lets what waits for promises only go on, also where many stand behind each other. */
async function promisesSettled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((wake) => setImmediate(wake));
}
