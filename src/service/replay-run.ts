import { trendOfRun, type Histories, type KeptRun, type RecordedFinding, type RecordedRun, type Store } from '../history/index.ts';
import { StoreError, UsageError } from '../errors.ts';
import {
  COUNTS,
  type AuditEvent,
  type CheckResult,
  type Finding,
  type FindingIdentity,
  type Rule,
  type RunResult,
  type Wish,
} from '../model/index.ts';
import { listOf, misfitOf, nullable, object, text } from '../shape.ts';

const CHECK = object({ id: text, group: text, title: text, summaryLabel: text, severity: text });
const RESULT = object({ check: CHECK, outcome: text, notes: listOf(text) });
const KEPT = object({
  start: object({ id: text, mode: text, startedAt: text, toolVersion: text, database: object({ engine: text, name: text }) }),
  result: nullable(object({ finishedAt: text, warnings: listOf(text) })),
  failure: nullable(object({ sentence: text })),
  checks: listOf(RESULT),
});
const RULES = listOf(object({ id: text, title: text, invariant: text, why: text, advice: text, repair: text }));

/**
 * A run of the history as the events that it told when it ran: reports, and whatever else reads a run, cannot tell the difference. What it
 * only counted is not listed here either.
 *
 * @param wish of it counts whether the trend is asked for
 * @throws UsageError where only its counts are kept, StoreError for trouble with the store
 */
export async function* replayRun(
  { history, location }: Store,
  run: RecordedRun,
  { trend = false }: Wish = COUNTS,
): AsyncGenerator<AuditEvent> {
  const { kept, rules } = await contentOf(history, run, location);
  yield { type: 'run-started', run: { ...kept.start, checks: rules } };
  const told = async function* (): AsyncGenerator<AuditEvent> {
    for (const [index, result] of kept.checks.entries()) yield* checkEvents(history, run, result, index);
    if (kept.result !== null) yield { type: 'totals-started' };
  };
  // An undo audits when it has written; what else writes audits first.
  const isAfter = run.mode === 'undo';
  if (!isAfter) yield* told();
  for await (const piece of history.log(run)) {
    for (const event of piece as readonly AuditEvent[]) {
      yield event;
      if (event.type === 'verification-started' && !isAfter) yield* stillThere(history, run, kept);
    }
  }
  if (isAfter) yield* told();
  if (kept.result !== null) {
    const result = resultOf(kept, kept.result, rules);
    const { past } = result;
    const developed = past === null || !trend ? null : await trendOfRun(history, result, run.subject, past.upTo);
    yield { type: 'run-finished', result: { ...result, past: past === null ? null : { ...past, trend: developed } } };
  } else if (kept.failure !== null) yield kept.failure;
}

function resultOf({ start, checks }: KeptRun, result: NonNullable<KeptRun['result']>, rules: readonly Rule[]): RunResult {
  return { ...result, start: { ...start, checks: rules }, checks };
}

/**
 * What a run kept of itself, and what its checks stood for.
 *
 * @throws UsageError where only its counts are kept, StoreError for trouble with the store
 */
export async function contentOf(
  history: Histories,
  run: RecordedRun,
  location: string,
): Promise<{ readonly kept: KeptRun; readonly rules: readonly Rule[] }> {
  const content = await history.content(run);
  if (content === null) {
    throw new UsageError(
      'RUN_PRUNED',
      `Of run ${run.id} only its counts are kept ("peerquest-audit prune" took the rest away): choose a newer one.`,
    );
  }
  const misfit = misfitOf(content.data, KEPT) ?? misfitOf(content.rules, RULES);
  if (misfit !== null) throw new StoreError('STORE_DAMAGED', `Run ${run.id} of the store ${location} cannot be read: ${misfit}.`);
  return { kept: content.data as KeptRun, rules: content.rules as readonly Rule[] };
}

async function* checkEvents(history: Histories, run: RecordedRun, result: CheckResult, index: number): AsyncGenerator<AuditEvent> {
  const { check } = result;
  yield { type: 'check-started', check, index };
  for await (const found of history.findings(run, check.id, 0)) {
    for (const acknowledged of [false, true]) {
      const some = found.filter((one) => one.acknowledged === acknowledged);
      const [whole, keys] = [some.filter(isWhole).map(findingOf), some.filter((one) => !isWhole(one)).map(identityOf)];
      if (whole.length > 0) yield { type: acknowledged ? 'acknowledged' : 'findings', check, findings: whole };
      if (keys.length > 0) yield { type: 'keys', check, acknowledged, findings: keys };
    }
  }
  yield { type: 'check-finished', result };
}

async function* stillThere(history: Histories, run: RecordedRun, { result }: KeptRun): AsyncGenerator<AuditEvent> {
  for (const { check } of result?.repair?.verified?.checks ?? []) {
    for await (const found of history.findings(run, check.id, 1)) {
      for (const acknowledged of [false, true]) {
        const findings = found.filter((one) => one.acknowledged === acknowledged).map(identityOf);
        if (findings.length > 0) yield { type: 'still-there', check, acknowledged, findings };
      }
    }
  }
}

const isWhole = ({ said }: RecordedFinding): boolean => 'expected' in said;

function findingOf({ check, fingerprint, said }: RecordedFinding): Finding {
  return { check, fingerprint, ...(said as Omit<Finding, 'check' | 'fingerprint'>) };
}

function identityOf({ check, fingerprint, said: { key, cause } }: RecordedFinding): FindingIdentity {
  return { check, fingerprint, key, cause };
}
