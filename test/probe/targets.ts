import type { Target } from '../../src/probe/index.ts';

/** A target of a test, on this machine. */
export function madeTarget(url: string, changes: Partial<Target> = {}): Target {
  return {
    name: 'target',
    url,
    method: 'GET',
    headers: {},
    body: null,
    follow: false,
    expect: { status: ['2xx'] },
    latencyMs: 2_000,
    timeoutMs: 5_000,
    intervalMs: 60_000,
    retries: 1,
    patience: { worseAfter: 2, betterAfter: 2 },
    allow: ['127.0.0.1'],
    certificateMs: 14 * 86_400_000,
    ...changes,
  };
}
