import { isBehind, lagInWords, TOLERATED_LAG, type ServerFacts } from '../model/index.ts';

/** What is to be made of the age of a snapshot. */
export interface Freshness {
  /** What the report is to say of it, a sentence; null where nothing is to be said. */
  readonly warning: string | null;
  /** Why no check can be answered from it, a clause; null where each can. */
  readonly stale: string | null;
}

/**
 * Judges a snapshot by its age. A limit that the user has set is kept to, also where the age cannot be told; without one an old
 * snapshot is warned of.
 *
 * @param maxLag seconds that a replica may be behind; null for no limit
 */
export function freshnessOf({ replica }: Pick<ServerFacts, 'replica'>, maxLag: number | null): Freshness {
  if (replica === null || !isBehind(replica, maxLag ?? TOLERATED_LAG)) return { warning: null, stale: null };
  const lag = lagInWords(replica);
  if (maxLag !== null) return { warning: null, stale: `the replica is too old, ${lag}; --max-lag allows ${maxLag} s` };
  return {
    warning: `This server is a replica, ${lag}: what happened since on the primary is not seen here.`,
    stale: null,
  };
}
