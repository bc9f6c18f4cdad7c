import { randomUUID } from 'node:crypto';
import { isReplaced, repairAccess, type Capabilities, type RepairAccess, type WriteSession } from '../database/index.ts';
import { AuditToolError, RefusedError, sentenceOf } from '../errors.ts';
import type { RunEnd, Store } from '../history/index.ts';
import type { Change, Tally } from '../model/index.ts';
import type { Operator } from '../operator.ts';
import { systemClock, type Clock } from '../clock.ts';
import { toolVersion } from '../tool-version.ts';
import type { EntityPlan } from './planned-change.ts';
import { openRepairSessions, type OpenLane, type RepairTarget } from './repair-session.ts';
import { runBatches, type BatchResult, type RunContext } from './run-batches.ts';
import { SameDatabase } from './same-database.ts';
import { settleOpenIntents, type Settled } from './settle.ts';
import { showEntity } from './show-changes.ts';
import { kindsOf, type Kinds } from './stored-value.ts';
import type { Step, Work } from './transaction.ts';

/** How a run that writes is to behave, and where. */
export interface RunRequest {
  readonly target: RepairTarget;
  readonly store: Store;
  readonly operator: Operator;
  /** The database that the audit before it looked at: a run that finds another one there is refused. */
  readonly same?: SameDatabase;
  /** The id under which the journal knows the run; made unless given. */
  readonly runId?: string;
  /** Issues found before, by check, for the journal. */
  readonly found?: Readonly<Record<string, number | null>>;
  /** More changes than this are refused. */
  readonly maxChanges: number;
  /** Share of time, 0 to below 1, that is left idle between batches. */
  readonly throttle: number;
  /** Entities per transaction of a repair; the engine's own measure unless given. */
  readonly batchSize?: number;
  /** Asked between batches: true ends the run in good order. */
  readonly interrupted: () => boolean;
  readonly clock?: Clock;
  /** Told of runs that were cut off earlier and are settled now. */
  readonly onSettled?: (settled: readonly Settled[]) => void;
  /** Told of every step of every transaction. */
  readonly onStep?: (step: Step | 'started' | 'finished') => void;
}

/** How a run that writes ended. */
export interface RunOutcome {
  readonly runId: string;
  readonly applied: Tally;
  /** Left alone because another program changed them. */
  readonly conflicts: Tally;
  /** Left alone because there was nothing left to do. */
  readonly alreadyDone: Tally;
  readonly failed: Tally;
  readonly interrupted: boolean;
  /** The sentence of the error that ended the run early; null where it came to its end. */
  readonly stoppedBy: string | null;
  /** Whether the store has the run: one that changed nothing leaves no trace there. */
  readonly isKept: boolean;
}

/** What a run does with its rows. */
export interface PreparedRun<Entity> {
  readonly work: Work<Entity>;
  readonly batches: AsyncIterable<readonly Entity[]>;
}

/**
 * One run that writes, from the lock to the record of how it ended: settles what earlier runs left open, prepares, makes
 * the changes and yields them. An error that ends it early is told in the outcome, as what was done before stays done.
 *
 * @throws RefusedError, DatabaseError, StoreError before anything is touched
 */
export async function* repairRun<Entity>(
  {
    batches: expected,
    ...run
  }: {
    readonly mode: 'fix' | 'undo';
    readonly undoes: string | null;
    readonly options: Readonly<Record<string, unknown>>;
    /** About how many batches there will be on a database that takes so many entities in one. */
    readonly batches: (size: number) => number;
  },
  tables: readonly string[],
  request: RunRequest,
  prepare: (session: WriteSession) => Promise<PreparedRun<Entity>>,
): AsyncGenerator<readonly Change[], RunOutcome> {
  const { target, store, operator, clock = systemClock, onStep = () => undefined } = request;
  const runId = request.runId ?? randomUUID();
  const same = request.same ?? new SameDatabase(tables);
  const access = await repairAccess(target.address, target.allowances);
  // One that idles between batches, or has but one, needs no second connection.
  const wanted = ({ repairBatch }: Capabilities): number => (request.throttle > 0 ? 1 : expected(request.batchSize ?? repairBatch));
  const lanes = lanesOf(runId, access, await openRepairSessions(access, store, operator, wanted), same, request);
  const [first] = lanes;
  const tally = new RunTally();
  try {
    for (const { session } of lanes) await requireAudited(same, session);
    const identity = await first.session.identity();
    // Not as an argument of the optional call: without a caller to tell it would not be done.
    const settled = await settleOpenIntents(first.session, store, identity, clock);
    request.onSettled?.(settled);
    const { work, batches } = await prepare(first.session);
    const { engine, name } = first.session;
    const kinds = kindsOf(work.tables.values());
    const { subject } = target.address;
    await store.runs.start({
      id: runId,
      ...run,
      // With the kinds of the columns the journal can be shown without the database.
      options: { ...run.options, ...(subject === undefined ? {} : { subject: subject.name }), found: request.found ?? null, kinds },
      startedAt: clock().toISOString(),
      toolVersion,
      operator: operator.name,
      processId: operator.pid,
      database: { identity, engine, name },
    });
    onStep('started');
    let interrupted = false;
    let stoppedBy: string | null = null;
    let unforeseen: { readonly error: unknown } | null = null;
    try {
      interrupted = yield* showing(runBatches(lanes, request, work, batches), kinds, tally);
    } catch (error) {
      stoppedBy = sentenceOf(error);
      unforeseen = error instanceof AuditToolError ? null : { error };
    }
    const outcome = await recordEnd(store, { runId, ...tally.result(), interrupted, stoppedBy, isKept: true }, clock);
    if (unforeseen !== null) throw unforeseen.error;
    onStep('finished');
    return outcome;
  } finally {
    await Promise.all(lanes.map(({ session }) => session.close()));
    await access.close();
  }
}

/**
 * @throws RefusedError when the database is not the one that was audited: nothing has been touched yet
 */
async function requireAudited(same: SameDatabase, session: WriteSession): Promise<void> {
  try {
    await same.require(session);
  } catch (error) {
    throw isReplaced(error) ? new RefusedError('OTHER_DATABASE', sentenceOf(error), { cause: error }) : error;
  }
}

/** The lanes of a run; its transactions are numbered over all of them. */
function lanesOf(
  runId: string,
  access: RepairAccess,
  [first, ...more]: readonly [OpenLane, ...OpenLane[]],
  same: SameDatabase,
  { store, operator, clock = systemClock, onStep = () => undefined }: RunRequest,
): readonly [RunContext, ...RunContext[]] {
  let number = 0;
  const context = (open: OpenLane): RunContext => ({
    access,
    ...open,
    same,
    store,
    runId,
    operator,
    clock,
    onStep,
    nextNumber: () => ++number,
    heldInARow: 0,
  });
  return [context(first), ...more.map(context)];
}

/** How the store keeps the end of a run. */
export function endOf(outcome: RunOutcome, clock: Clock, further: Readonly<Record<string, unknown>> = {}): RunEnd {
  const { applied, conflicts, alreadyDone, failed, interrupted, stoppedBy } = outcome;
  const summary = { applied, conflicts, alreadyDone, failed, interrupted, stoppedBy };
  const state = outcome.stoppedBy !== null ? 'failed' : outcome.interrupted ? 'interrupted' : 'finished';
  return { state, finishedAt: clock().toISOString(), summary: { ...summary, ...further } };
}

/**
 * Writes down how the run ended, or takes it out of the store where it changed nothing. It was there from the beginning, as a second repair
 * is told by it who holds the lock. A store that fails now has not lost the journal: the next run settles this one.
 */
async function recordEnd(store: Store, outcome: RunOutcome, clock: Clock): Promise<RunOutcome> {
  const isForgotten = outcome.applied.changes === 0 && (await store.runs.forget(outcome.runId).catch(() => false));
  if (isForgotten) return { ...outcome, isKept: false };
  const recorded = store.runs.finish(outcome.runId, endOf(outcome, clock));
  await (outcome.stoppedBy === null ? recorded : recorded.catch(() => undefined));
  return outcome;
}

async function* showing(
  results: AsyncGenerator<BatchResult, boolean>,
  kinds: Kinds,
  tally: RunTally,
): AsyncGenerator<readonly Change[], boolean> {
  for (;;) {
    const next = await results.next();
    if (next.done === true) return next.value;
    const { applied, skipped, failed } = next.value;
    tally.add(next.value);
    for (const entities of applied?.read() ?? []) yield entities.flatMap((entity) => showEntity(entity, kinds, 'applied'));
    const left = [
      ...skipped.flatMap(({ entity, reason }) => showEntity(entity, kinds, 'skipped', reason)),
      ...failed.flatMap(({ entity, reason }) => showEntity(entity, kinds, 'failed', reason)),
    ];
    if (left.length > 0) yield left;
  }
}

class RunTally {
  readonly #applied = { entities: 0, changes: 0 };
  readonly #conflicts = { entities: 0, changes: 0 };
  readonly #alreadyDone = { entities: 0, changes: 0 };
  readonly #failed = { entities: 0, changes: 0 };

  add({ applied, skipped, failed }: BatchResult): void {
    this.#applied.entities += applied?.entities ?? 0;
    this.#applied.changes += applied?.changes ?? 0;
    for (const { entity, isConflict } of skipped) count(isConflict ? this.#conflicts : this.#alreadyDone, entity);
    for (const { entity } of failed) count(this.#failed, entity);
  }

  result(): Pick<RunOutcome, 'applied' | 'conflicts' | 'alreadyDone' | 'failed'> {
    return { applied: this.#applied, conflicts: this.#conflicts, alreadyDone: this.#alreadyDone, failed: this.#failed };
  }
}

function count(tally: { entities: number; changes: number }, { changes }: Pick<EntityPlan, 'changes'>): void {
  tally.entities += 1;
  tally.changes += changes.length;
}
