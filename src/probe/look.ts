import type { ProbeOutcome } from '../history/index.ts';
import { allowListOf, sendOut, type Exchange, type OutboundSurroundings } from '../outbound/index.ts';
import { misses } from './expectation.ts';
import type { Target } from './target.ts';

/** How much of an answer's body is read. */
const BYTES = 65_536;
/** Milliseconds between a failed look and the next that is to confirm it. */
const BEFORE_RETRY_MS = 2_000;

/** What one look at a target came to. */
export interface LookResult {
  readonly outcome: ProbeOutcome;
  /** Null where there was no answer. */
  readonly latencyMs: number | null;
  readonly status: number | null;
  /** Why it was slow or down, as the end of a sentence; null where it was up. */
  readonly reason: string | null;
  readonly certificateEnds: string | null;
  /** How often it was asked. */
  readonly attempts: number;
}

/** What a look needs of the world around. */
export interface LookPorts {
  /** What a header's value stands for, where it names a secret. */
  readonly secret: (written: string) => Promise<string>;
  readonly surroundings?: Omit<OutboundSurroundings, 'allow'>;
  /** Waits, in milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Looks at a target; one that is down is asked again before that counts. It never throws. */
export async function lookAt(target: Target, ports: LookPorts): Promise<LookResult> {
  for (let attempts = 1; ; attempts++) {
    const result = { ...(await ask(target, ports)), attempts };
    if (result.outcome !== 'down' || attempts > target.retries || ports.surroundings?.signal?.aborted === true) return result;
    await ports.pause(Math.min(BEFORE_RETRY_MS, target.intervalMs / 4));
  }
}

async function ask(target: Target, { secret, surroundings = {} }: LookPorts): Promise<Omit<LookResult, 'attempts'>> {
  let headers: Record<string, string>;
  try {
    headers = Object.fromEntries(
      await Promise.all(Object.entries(target.headers).map(async ([name, value]) => [name, await secret(value)] as const)),
    );
  } catch (error) {
    const reason = `cannot be asked: ${error instanceof Error ? error.message : 'a header is not known'}`;
    return { outcome: 'down', latencyMs: null, status: null, reason, certificateEnds: null };
  }
  const { url, method, body, follow, timeoutMs, allow } = target;
  const request = { url, method, headers, followRedirects: follow, ...(body === null ? {} : { body }) };
  const exchange = await sendOut(request, { ...surroundings, allow: allowListOf(allow) }, { time: timeoutMs, bytes: BYTES });
  return judge(target, exchange);
}

function judge({ expect, latencyMs: limit }: Target, exchange: Exchange): Omit<LookResult, 'attempts'> {
  const { failure, status, certificateEnds, times } = exchange;
  const known = { status, certificateEnds, latencyMs: failure === null ? times.total : null };
  const reason = failure?.reason ?? misses(expect, exchange);
  if (reason !== null) return { ...known, outcome: 'down', reason };
  if (times.total <= limit) return { ...known, outcome: 'up', reason: null };
  return { ...known, outcome: 'slow', reason: `took ${(times.total / 1000).toFixed(1)} s of ${(limit / 1000).toFixed(1)} s at most` };
}
