import type { ProbeOutcome } from '../history/index.ts';

/** How a target is, after hysteresis. */
export interface Condition {
  readonly state: ProbeOutcome;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** Outcomes in a row that may become another state, the oldest first: all better, or all worse. */
  readonly pending: readonly ProbeOutcome[];
}

/** How many results in a row it takes. */
export interface Patience {
  /** To become worse. */
  readonly worseAfter: number;
  /** To become better. */
  readonly betterAfter: number;
}

const RANK: readonly ProbeOutcome[] = ['up', 'slow', 'down'];
const rank = (outcome: ProbeOutcome): number => RANK.indexOf(outcome);

/**
 * How a target is after one more result. The first one decides alone. Then it takes several in a row that are worse than the state, and the
 * state becomes as bad as the mildest of them; or several that are better, and it becomes as good as the worst of them.
 */
export function conditionAfter(before: Condition | null, outcome: ProbeOutcome, at: string, patience: Patience): Condition {
  if (before === null) return { state: outcome, since: at, pending: [] };
  const side = (other: ProbeOutcome): number => Math.sign(rank(other) - rank(before.state));
  if (side(outcome) === 0) return { ...before, pending: [] };
  const pending = [...before.pending.filter((other) => side(other) === side(outcome)), outcome];
  const isWorse = side(outcome) > 0;
  if (pending.length < (isWorse ? patience.worseAfter : patience.betterAfter)) return { ...before, pending };
  const ranks = pending.map(rank);
  const state = RANK[isWorse ? Math.min(...ranks) : Math.max(...ranks)] ?? outcome;
  return { state, since: at, pending: [] };
}
