import { eventRedaction, type AuditEvent, type CheckResult } from '../model/index.ts';
import type { Look, RecordedRun, Store } from '../history/index.ts';
import { contentOf } from './replay-run.ts';

/** What a run made of one check, as JSON tells it. */
export interface RunCheck extends Pick<Look, 'check' | 'outcome' | 'severity' | 'count' | 'acknowledged' | 'durationMs' | 'examined'> {
  /** Why it did not apply or could not run, or what guarantees that it passed; null for others, and where only counts are kept. */
  readonly reason: string | null;
  /** What a repair left of `count`; null where nobody looked again. */
  readonly remaining: number | null;
}

/**
 * What a run made of its checks, in the order in which they ran: without findings, however many they are.
 *
 * @param redact whether reasons are told without words of people
 * @throws StoreError for trouble with the store
 */
export async function runChecks(store: Store, run: RecordedRun, redact: boolean): Promise<readonly RunCheck[]> {
  const looks = (await store.history.looks([run])).get(run.id) ?? [];
  const results = run.isWhole ? await resultsOf(store, run, redact) : [];
  const reasons = new Map(results.map(({ check, reason }) => [check.id, reason]));
  const places = new Map(results.map(({ check }, place) => [check.id, place]));
  const after = new Map(looks.filter(({ part }) => part === 1).map(({ check, count }) => [check, count]));
  return looks
    .filter(({ part }) => part === 0)
    .map(({ check, outcome, severity, count, acknowledged, durationMs, examined }) => ({
      ...{ check, outcome, severity, count, acknowledged, durationMs, examined },
      reason: reasons.get(check) ?? null,
      remaining: after.get(check) ?? null,
    }))
    .sort((one, other) => (places.get(one.check) ?? Infinity) - (places.get(other.check) ?? Infinity) || 0);
}

async function resultsOf({ history, location }: Store, run: RecordedRun, redact: boolean): Promise<readonly CheckResult[]> {
  const { kept, rules } = await contentOf(history, run, location);
  if (!redact) return kept.checks;
  const redaction = eventRedaction();
  // It learns from the beginning of a run what each of its checks may say.
  redaction({ type: 'run-started', run: { ...kept.start, checks: rules } });
  return kept.checks.map((result) => {
    const event: AuditEvent = redaction({ type: 'check-finished', result });
    return event.type === 'check-finished' ? event.result : result;
  });
}
