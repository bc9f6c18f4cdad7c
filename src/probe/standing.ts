import type { ProbeState, ProbeTally, Store } from '../history/index.ts';
import { LATENCY_BOUNDS, latencyAt } from '../model/index.ts';

const DAY_MS = 86_400_000;

/** Stretches of time over which a target is judged; the longest is counted by whole days. */
export const WINDOWS = ['day', 'week', 'month'] as const;
export type Window = (typeof WINDOWS)[number];

/** How a target was over a stretch of time. */
export interface WindowFigures {
  readonly results: number;
  /** The share of results in which it answered as expected, however slowly; null where there are none. */
  readonly uptime: number | null;
  /** About how long it took to answer, in milliseconds: half of the times, 95 and 99 of 100. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** How a target is, and was. */
export interface ProbeStanding {
  readonly state: ProbeState;
  readonly windows: Readonly<Record<Window, WindowFigures>>;
}

/** How all targets are that the store knows, in the order of their names: four statements, however many results there were. */
export async function probeStandings({ probes }: Pick<Store, 'probes'>, now: Date): Promise<readonly ProbeStanding[]> {
  const ago = (days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();
  const states = await probes.all();
  const tallies = {
    day: await probes.tally('hour', ago(1)),
    week: await probes.tally('hour', ago(7)),
    month: await probes.tally('day', ago(30)),
  };
  return states.map((state) => {
    const of = (window: Window) => figuresOf(tallies[window].filter(({ name }) => name === state.name));
    return { state, windows: { day: of('day'), week: of('week'), month: of('month') } };
  });
}

/** What counted results come to. */
export function figuresOf(tallies: readonly ProbeTally[]): WindowFigures {
  const sum = (some: readonly ProbeTally[]): number => some.reduce((total, { results }) => total + results, 0);
  const answered = tallies.filter(({ outcome }) => outcome !== 'down');
  const results = sum(tallies);
  const counts = Array.from({ length: LATENCY_BOUNDS.length + 1 }, (_, bucket) => sum(answered.filter((one) => one.bucket === bucket)));
  return {
    results,
    uptime: results === 0 ? null : sum(answered) / results,
    p50: latencyAt(counts, 0.5),
    p95: latencyAt(counts, 0.95),
    p99: latencyAt(counts, 0.99),
  };
}
