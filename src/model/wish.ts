/** How much a reader wants to be told of findings: numbers, which they are, or all that is known of each; each holds the one before it. */
const DETAILS = ['counts', 'keys', 'findings'] as const;

/** What a reader of a run wants to be told of its findings. Everything else is told to all readers. */
export interface Wish {
  /**
   * `counts`: numbers only, which the database can count. `keys`: which findings there are, without what takes another table to say:
   * names, evidence, lines. `findings`: all that is known of each.
   */
  readonly detail: (typeof DETAILS)[number];
  /** At most this many findings of each check, and as many that are acknowledged; null, or left out, for all. */
  readonly limit?: number | null;
  /** Whether it wants to be told how open findings have developed, where that is known. */
  readonly trend?: boolean;
}

/** Numbers only. */
export const COUNTS: Wish = { detail: 'counts' };

/** Which findings there are, all of them. */
export const KEYS: Wish = { detail: 'keys' };

/** All that is known of all findings. */
export const ALL_FINDINGS: Wish = { detail: 'findings' };

/** The least that holds all of these wishes: numbers where there are none, or where each wants none of the findings. */
export function greatestWish(wishes: readonly Wish[]): Wish {
  const greatest = greatestOfFindings(wishes);
  return wishes.some(({ trend }) => trend === true) ? { ...greatest, trend: true } : greatest;
}

function greatestOfFindings(wishes: readonly Wish[]): Wish {
  const asking = wishes.filter(({ detail, limit }) => detail !== 'counts' && limit !== 0);
  const detail = DETAILS.findLast((each) => asking.some((wish) => wish.detail === each));
  if (detail === undefined) return COUNTS;
  const limits = asking.map(({ limit = null }) => limit ?? Infinity);
  const limit = Math.max(...limits);
  return { detail, limit: limit === Infinity ? null : limit };
}
