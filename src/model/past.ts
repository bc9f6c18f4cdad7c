import type { Slowness } from './slowness.ts';
import type { Trend } from './trend.ts';

/** What runs before say of one. */
export interface Past {
  /** The number of the newest of them: it is told by those up to it, whatever is recorded later. */
  readonly upTo: number;
  readonly slower: Slowness | null;
  /** How open findings have developed up to the run, which is the last of it; null where nobody asked, or it looked at one person. */
  readonly trend: Trend | null;
}
