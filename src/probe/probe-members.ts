import type { ProbeStanding } from './standing.ts';

/** What JSON tells of a target: how it is and was. */
export function probeMembers(name: string, standing: ProbeStanding | null): object {
  if (standing === null) return { name, state: 'unknown' };
  const { state, windows } = standing;
  const { state: now, since, at, outcome, latencyMs, status, reason, certificateEnds } = state;
  return { name, state: now, since, last: { at, outcome, latencyMs, status, reason }, certificateEnds, windows };
}
