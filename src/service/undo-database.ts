import { finishedSince, openAudit, runChecks, type AuditOptions } from '../audit/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import type { RunRecord, Store } from '../history/index.ts';
import type { AuditEvent, PlanFacts, RepairSummary } from '../model/index.ts';
import { previewUndo, refuseTooMany, undoableChanges, undoRun, type UndoScope } from '../repair/index.ts';
import { asEvents, requireConsent, settledInWords, summaryOf, type WritingOptions } from './repair-database.ts';

/** Which run to take back. */
export interface UndoOptions extends WritingOptions {
  /** What the audit afterwards looks at and reports. */
  readonly audit: AuditOptions;
  readonly run: RunRecord;
  readonly scope: UndoScope;
}

/**
 * Takes a run back and audits what that leaves, as one stream of events.
 *
 * @throws RefusedError before anything is touched
 */
export async function* undoDatabase(address: DatabaseAddress, options: UndoOptions): AsyncGenerator<AuditEvent> {
  const clock = performance.now();
  const { audit, run, scope, dryRun } = options;
  const plan: PlanFacts = {
    entities: null,
    changes: undoableChanges(run, scope),
    doubtful: 0,
    hazards: [],
    undoes: run.id,
    file: null,
  };
  const store = await options.openStore();
  try {
    const first = await openAudit(address, audit, 'undo');
    let repair: RepairSummary;
    try {
      yield { type: 'run-started', run: first.start };
      yield { type: 'plan-made', plan };
      repair = dryRun ? yield* preview(first.session, store, options, plan) : summaryOf(plan, null, null);
    } finally {
      await first.session.close();
    }
    if (!dryRun && plan.changes > 0) repair = yield* undone(address, store, options, plan, first.start.id);
    yield { type: 'verification-started' };
    const after = await openAudit(address, audit, 'undo');
    try {
      const answer = yield* runChecks(after, audit);
      yield { type: 'run-finished', result: { start: first.start, ...answer, ...finishedSince(clock), repair } };
    } finally {
      await after.session.close();
    }
  } finally {
    await store.close();
  }
}

async function* preview(
  session: Parameters<typeof previewUndo>[2],
  store: Store,
  { run, scope }: UndoOptions,
  plan: PlanFacts,
): AsyncGenerator<AuditEvent, RepairSummary> {
  const left = yield* asEvents(previewUndo(run, scope, session, store));
  return { ...summaryOf(plan, null, null), ...left };
}

async function* undone(
  address: DatabaseAddress,
  store: Store,
  options: UndoOptions,
  plan: PlanFacts,
  runId: string,
): AsyncGenerator<AuditEvent, RepairSummary> {
  refuseTooMany(plan.changes, options.maxChanges);
  await requireConsent(options, plan);
  const { operator, maxChanges, throttle, interrupted } = options;
  const notes: string[] = [];
  const run = undoRun(options.run, options.scope, {
    address,
    store,
    runId,
    operator,
    maxChanges,
    throttle,
    interrupted,
    onSettled: (settled) => notes.push(...settledInWords(settled)),
  });
  return summaryOf(plan, yield* asEvents(run, notes), null);
}
