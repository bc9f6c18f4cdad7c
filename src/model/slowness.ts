import { median } from './performance.ts';

/** How long a run and its checks took, in milliseconds. */
export interface TimedRun {
  readonly durationMs: number;
  /** By check, of those that gave an answer. */
  readonly checks: ReadonlyMap<string, number>;
}

/** How long something took, and how long it took in the middle of the runs before. */
export interface Slow {
  readonly durationMs: number;
  readonly medianMs: number;
}

/** What took longer than it did in comparable runs before. */
export interface Slowness {
  /** How many of them it is measured by. */
  readonly runs: number;
  /** The run as a whole; null where only checks of it were slow. */
  readonly run: Slow | null;
  /** What lost most time first. */
  readonly checks: readonly (Slow & { readonly check: string })[];
}

/** Comparable runs that are looked back at: the newest. */
export const COMPARED_RUNS = 10;
/** Fewer say nothing. */
const LEAST_RUNS = 3;
/** Slow is what takes more than so many times as long, and at least so many milliseconds longer: small times vary by themselves. */
const TIMES = 2;
const FLOOR_MS = 1000;

/**
 * What of a run took more than twice the median of comparable runs, and at least a second longer; null where nothing did, or fewer than three
 * of them tell.
 *
 * @param before comparable runs, at most {@link COMPARED_RUNS}
 */
export function slownessOf(now: TimedRun, before: readonly TimedRun[]): Slowness | null {
  const run = slow(
    now.durationMs,
    before.map(({ durationMs }) => durationMs),
  );
  const checks = [...now.checks]
    .flatMap(([check, took]) => {
      const found = slow(
        took,
        before.flatMap((each) => each.checks.get(check) ?? []),
      );
      return found === null ? [] : [{ check, ...found }];
    })
    .sort((one, other) => lost(other) - lost(one) || (one.check < other.check ? -1 : 1));
  return run === null && checks.length === 0 ? null : { runs: before.length, run, checks };
}

function slow(durationMs: number, before: readonly number[]): Slow | null {
  const medianMs = median(before);
  if (medianMs === null || before.length < LEAST_RUNS) return null;
  return durationMs > TIMES * medianMs && durationMs - medianMs >= FLOOR_MS ? { durationMs, medianMs } : null;
}

const lost = ({ durationMs, medianMs }: Slow): number => durationMs - medianMs;
