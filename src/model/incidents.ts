import type { DatedFinding, DatedFindings } from './dated-findings.ts';

/** Findings that date from one burst. */
export interface Incident {
  /** The hour in which it began, which names it: `2025-07-01T13`. */
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  readonly findings: number;
  /** How many of each check, the most first. */
  readonly checks: readonly { readonly check: string; readonly findings: number }[];
  /** When the run began that found the first of them: ISO 8601 UTC. */
  readonly firstSeen: string;
  /** Findings that an hour outside of all bursts has on average. */
  readonly steadyPerHour: number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
/** Fewer are no burst, whatever else there is. */
const LEAST = 5;
/** People are awake by day: an hour may have so many times as many as one has on average. */
const BUSY = 3;
/** How often steady noise alone may be taken for a burst: once in so many databases. */
const CHANCE = 1e-4;
/** More hours than these are no bursts: it is how things are. */
const MOST = 500;

/**
 * Finds bursts among dated findings. The rule: an hour is part of a burst where at least five findings date from it, and so many would
 * come together by chance, in any hour of the time since the first of them, in less than one of ten thousand databases, even if three times as many
 * went wrong in that hour as do in one on average. What counts for the average is all other findings over all other hours. Hours of a burst that lie
 * within an hour of each other are one incident.
 *
 * @param now what the time ends with, from the first finding on
 */
export function incidentsOf(dated: DatedFindings, now: number): readonly Incident[] {
  const times = dated.times(now);
  const first = times[0];
  if (first === undefined) return [];
  const hours = Math.max(1, (now - first) / HOUR);
  const bursts: Burst[] = [];
  const minutes = new Minutes(times);
  let [others, otherHours] = [times.length, hours];
  for (; bursts.length < MOST && otherHours > 1; otherHours -= 1) {
    const densest = minutes.densestHour();
    const steady = (others - densest.findings) / (otherHours - 1);
    // Each minute could be the beginning of an hour.
    if (densest.findings < LEAST || tail(densest.findings, BUSY * steady) * hours * 60 > CHANCE) break;
    minutes.take(densest);
    others -= densest.findings;
    bursts.push(densest);
  }
  return joined(bursts).map(({ from, until }) =>
    incidentOf(dated.between(from, Math.min(until, now + 1)), others / Math.max(1, otherHours)),
  );
}

/** A stretch of time, from a minute up to another, and the findings in it. */
interface Burst {
  readonly from: number;
  readonly until: number;
  readonly findings: number;
}

/** Findings by the minute: there are at most as many minutes as findings. */
class Minutes {
  readonly #at: number[] = [];
  readonly #counts: number[] = [];

  /** @param times in order */
  constructor(times: Float64Array) {
    for (const at of times) {
      const minute = Math.floor(at / MINUTE) * MINUTE;
      if (this.#at.at(-1) === minute) this.#counts[this.#counts.length - 1] = (this.#counts.at(-1) ?? 0) + 1;
      else {
        this.#at.push(minute);
        this.#counts.push(1);
      }
    }
  }

  /** The hour from which most findings date; the earliest of several. */
  densestHour(): Burst {
    let best: Burst = { from: 0, until: 0, findings: 0 };
    let [sum, end] = [0, 0];
    for (const [begin, from] of this.#at.entries()) {
      for (; (this.#at[end] ?? Infinity) < from + HOUR; end++) sum += this.#counts[end] ?? 0;
      if (sum > best.findings) best = { from, until: from + HOUR, findings: sum };
      sum -= this.#counts[begin] ?? 0;
    }
    return best;
  }

  /** Leaves out what dates from this time. */
  take({ from, until }: Burst): void {
    for (const [index, at] of this.#at.entries()) if (at >= from && at < until) this.#counts[index] = 0;
  }
}

/** The chance that at least so many come together where so many are expected (Poisson), from above. */
function tail(count: number, expected: number): number {
  if (expected <= 0) return 0;
  if (count <= expected) return 1;
  let logarithm = -expected + count * Math.log(expected);
  for (let factor = 2; factor <= count; factor++) logarithm -= Math.log(factor);
  // What follows shrinks at least by this factor from one to the next.
  return Math.exp(logarithm) / (1 - expected / (count + 1));
}

function joined(bursts: readonly Burst[]): readonly Burst[] {
  const all: Burst[] = [];
  for (const burst of [...bursts].sort((one, other) => one.from - other.from)) {
    const last = all.at(-1);
    if (last !== undefined && burst.from - last.until <= HOUR) {
      all[all.length - 1] = { from: last.from, until: Math.max(last.until, burst.until), findings: last.findings + burst.findings };
    } else all.push(burst);
  }
  return all;
}

/** @param those its findings, in the order of their dates */
function incidentOf(those: readonly DatedFinding[], steadyPerHour: number): Incident {
  const counts = new Map<string, number>();
  for (const { check } of those) counts.set(check, (counts.get(check) ?? 0) + 1);
  const iso = (at: number | undefined): string => new Date(at ?? 0).toISOString();
  return {
    id: iso(those[0]?.at).slice(0, 13),
    from: iso(those[0]?.at),
    to: iso(those.at(-1)?.at),
    findings: those.length,
    checks: [...counts]
      .map(([check, findings]) => ({ check, findings }))
      .sort((one, other) => other.findings - one.findings || (one.check < other.check ? -1 : 1)),
    firstSeen: those.reduce((earliest, { since }) => (since < earliest ? since : earliest), those[0]?.since ?? ''),
    steadyPerHour,
  };
}
