import type { DatedTally, ProbeOutcome, Store } from '../history/index.ts';
import { figuresOf } from './standing.ts';

const HOUR_MS = 3_600_000;

/** Stretches of which the past of a target is told: so many of them, the last not over yet. */
const STRETCHES = {
  hour: { count: 7 * 24, lastsMs: HOUR_MS, rest: ':00:00.000Z' },
  day: { count: 90, lastsMs: 24 * HOUR_MS, rest: 'T00:00:00.000Z' },
} as const;

/** How long a stretch is: hours are kept for a week, days for more than 90. */
export type Stretch = keyof typeof STRETCHES;
export const STRETCH_NAMES = ['hour', 'day'] as const satisfies readonly Stretch[];

/** From which share of results on a stretch counts as down, and as not quite up: one look that went wrong colours no day. */
const DOWN = 0.01;
const SLOW = 0.05;

/** How a target was in an hour or on a day. */
export interface StretchFigures extends Readonly<Record<ProbeOutcome, number>> {
  /** When it began: ISO 8601 UTC. */
  readonly start: string;
  /** What stands out of it. */
  readonly outcome: ProbeOutcome;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** The past of all targets, by hours or days; those without a result are left out. */
export interface ProbePasts {
  /** When each stretch began, the oldest first: ISO 8601 UTC. */
  readonly starts: readonly string[];
  readonly probes: readonly { readonly name: string; readonly past: readonly StretchFigures[] }[];
}

/** How all targets were that the store knows: one statement, and no more rows than there are stretches, outcomes and buckets. */
export async function probePasts({ probes }: Pick<Store, 'probes'>, stretch: Stretch, now: Date): Promise<ProbePasts> {
  const { count, lastsMs, rest } = STRETCHES[stretch];
  const last = Math.floor(now.getTime() / lastsMs);
  const starts = Array.from({ length: count }, (_, at) => new Date((last - count + 1 + at) * lastsMs).toISOString());
  const tallies = await probes.dated(stretch, starts[0] ?? now.toISOString());
  return {
    starts,
    probes: parted(tallies, ({ name }) => name).map(([name, its]) => ({
      name,
      past: parted(its, ({ start }) => start).map(([start, of]) => stretchFigures(`${start}${rest}`, of)),
    })),
  };
}

/** Tallies by what they share, in their order. */
function parted(tallies: readonly DatedTally[], shared: (tally: DatedTally) => string): readonly (readonly [string, DatedTally[]])[] {
  const parts = new Map<string, DatedTally[]>();
  for (const tally of tallies) {
    const part = parts.get(shared(tally));
    if (part === undefined) parts.set(shared(tally), [tally]);
    else part.push(tally);
  }
  return [...parts];
}

function stretchFigures(start: string, tallies: readonly DatedTally[]): StretchFigures {
  const sum = (wanted: ProbeOutcome): number =>
    tallies.reduce((total, { outcome, results }) => total + (outcome === wanted ? results : 0), 0);
  const counts = { up: sum('up'), slow: sum('slow'), down: sum('down') };
  const { results, p50, p95 } = figuresOf(tallies);
  const outcome = counts.down >= results * DOWN && counts.down > 0 ? 'down' : counts.down + counts.slow >= results * SLOW ? 'slow' : 'up';
  return { start, ...counts, outcome, p50, p95 };
}
