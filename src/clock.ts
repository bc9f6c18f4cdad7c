/** Tells the time. Everything that says when something happened takes it from one, so that a caller can say what time it is. */
export type Clock = () => Date;

/** This machine's. */
export const systemClock: Clock = () => new Date();

/** More than the longest pause of anything that is tried again, and than the clocks of those who share a store differ. */
const AHEAD = 32 * 3_600_000;

/**
 * The last moment for which something can have been written down by now, ISO 8601 UTC. What lies behind it comes from a clock that was wrong and
 * has been set back since: whoever waited for it would wait for as long as that clock was wrong.
 *
 * @param now ISO 8601 UTC
 */
export function furthestFrom(now: string): string {
  return new Date(Date.parse(now) + AHEAD).toISOString();
}
