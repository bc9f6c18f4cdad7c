import { ask } from '../../api/ask.ts';
import type { MarkKind } from '../../components/mark.tsx';
import type { Acts } from '../../components/use-acts.tsx';
import type { Words } from '../../words/en.ts';

/** How an endpoint answered over a stretch of time; times in milliseconds. */
export interface Figures {
  readonly results: number;
  /** The share that was as expected, however slow; null where nothing was asked. */
  readonly uptime: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export const WINDOWS = ['day', 'week', 'month'] as const;

/** What is known of an endpoint, as `probe --format json` tells it; its name only while it was never asked. */
export type Probe =
  | { readonly name: string; readonly state: 'unknown' }
  | {
      readonly name: string;
      readonly state: 'up' | 'slow' | 'down';
      readonly since: string;
      readonly last: Look & { readonly at: string };
      readonly certificateEnds: string | null;
      readonly windows: Readonly<Record<(typeof WINDOWS)[number], Figures>>;
    };

/** How an endpoint answered once. */
interface Look {
  readonly outcome: 'up' | 'slow' | 'down';
  readonly latencyMs: number | null;
  readonly status: number | null;
  readonly reason: string | null;
}

/** The mark of a state. */
export const STATE_MARKS: Readonly<Record<Probe['state'], MarkKind>> = { up: 'ok', slow: 'warning', down: 'critical', unknown: 'wait' };

/** How an endpoint answered, in words. */
export function lookInWords({ status: words }: Words, { outcome, latencyMs, status, reason }: Look): string {
  return [
    words.states[outcome],
    ...(status === null ? [] : [`HTTP ${status}`]),
    ...(latencyMs === null ? [] : [words.ms(latencyMs)]),
    ...(reason === null ? [] : [reason]),
  ].join(', ');
}

/** Asks an endpoint now, and says what it came to. */
export function askNow(words: Words, act: Acts['act'], name: string): void {
  act(name, async () => {
    const { probe } = await ask<{ readonly probe: Look }>(`/probes/${encodeURIComponent(name)}/looks`, { method: 'POST', body: {} });
    const kind = ({ up: 'ok', slow: 'warning', down: 'critical' } as const)[probe.outcome];
    return { kind, text: words.status.asked(name, lookInWords(words, probe)) };
  });
}
