import { useAnswer } from '../../api/use-answer.ts';

/** How an endpoint was in an hour or on a day. */
export interface Stretch {
  readonly start: string;
  readonly outcome: 'up' | 'slow' | 'down';
  readonly up: number;
  readonly slow: number;
  readonly down: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** The past of an endpoint: hours or days without a result are left out. */
export interface Past {
  readonly name: string;
  /** Slower than this is slow. */
  readonly latencyMs: number;
  readonly past: readonly Stretch[];
}

/** The past of all endpoints, and when each hour or day began. */
export interface Pasts {
  readonly starts: readonly string[];
  readonly probes: readonly Past[];
}

/** The past of all endpoints, on each of 90 days or in each hour of a week. */
export const usePasts = (by: 'hour' | 'day'): ReturnType<typeof useAnswer<Pasts>> => useAnswer<Pasts>(`/probes/past?by=${by}`);

/** How many results there were. */
export const resultsOf = ({ up, slow, down }: Stretch): number => up + slow + down;
