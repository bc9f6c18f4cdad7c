/** Bounds of the buckets in which latencies are counted, in milliseconds: what took longer than the last is in one more. Never changed: stores hold the numbers of buckets. */
export const LATENCY_BOUNDS: readonly number[] = [
  5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10_000, 15_000, 30_000,
];

/** The number of the bucket in which a latency is counted. */
export function latencyBucket(milliseconds: number): number {
  const bucket = LATENCY_BOUNDS.findIndex((bound) => milliseconds <= bound);
  return bucket === -1 ? LATENCY_BOUNDS.length : bucket;
}

/**
 * About the latency that a share of all took at most: somewhere in its bucket, as far in it as the share is. Null where there are none.
 *
 * @param counts how many are in each bucket
 * @param share such as 0.95
 */
export function latencyAt(counts: readonly number[], share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const wanted = share * total;
  let before = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && before + count >= wanted) {
      const from = LATENCY_BOUNDS[bucket - 1] ?? 0;
      const to = LATENCY_BOUNDS[bucket] ?? from;
      return from + ((to - from) * (wanted - before)) / count;
    }
    before += count;
  }
  return LATENCY_BOUNDS.at(-1) ?? null;
}
