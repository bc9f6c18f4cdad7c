import type { ProbeState, Store } from '../../history/index.ts';

const HOUR = 3_600_000;
/** How often a target has been asked, in hours: seldom, so that it is made quickly. */
const EVERY = 6;

/** Keeps what a probe has found in the past: slow on some days, and down for half a day. */
export async function probePast({ probes }: Store, name: string, from: number, to: number): Promise<void> {
  let seen: ProbeState | null = null;
  let revision = 0;
  let since = new Date(from).toISOString();
  for (let at = from, number = 0; at < to; at += EVERY * HOUR, number += 1) {
    const outcome: ProbeState['outcome'] = number % 173 < 2 ? 'down' : number % 29 < 2 ? 'slow' : 'up';
    if (seen !== null && seen.state !== outcome) since = new Date(at).toISOString();
    const next: Omit<ProbeState, 'revision'> = {
      ...{ name, state: outcome, since, pending: [], at: new Date(at).toISOString(), outcome, certificateEnds: null },
      latencyMs: outcome === 'down' ? null : outcome === 'slow' ? 2_400 : 40 + ((number * 37) % 90),
      status: outcome === 'down' ? null : 200,
      reason: outcome === 'down' ? 'did not answer within 10 s' : outcome === 'slow' ? 'took longer than 2 s' : null,
    };
    await probes.keep(seen, next);
    revision += 1;
    seen = { ...next, revision };
  }
}
