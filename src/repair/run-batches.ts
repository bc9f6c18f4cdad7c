import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { concernsAllRows, isHopeless, isLost, isTransient, type RepairAccess, type WriteSession } from '../database/index.ts';
import { AuditToolError, DatabaseError, sentenceOf, StoreError } from '../errors.ts';
import type { Store } from '../history/index.ts';
import { printed } from '../model/index.ts';
import type { Operator } from '../operator.ts';
import type { Journal } from './journal.ts';
import type { EntityPlan } from './planned-change.ts';
import { reopenRepairSession, type Lanes } from './repair-session.ts';
import type { SameDatabase } from './same-database.ts';
import { settle } from './settle.ts';
import { CommitInDoubt, CommittedUnsettled, runTransaction, type Done, type SkippedEntity, type Step, type Work } from './transaction.ts';

/** How often a transaction is tried that others stand in the way of, and how often with little patience. */
const ATTEMPTS = 6;
const ATTEMPTS_OF_MANY = 2;

/** So many entities in a row that others hold for good: their holder most likely holds the whole table. */
const MOST_HELD_IN_A_ROW = 10;

/** An entity whose changes the database refused, or whose outcome nobody knows. */
export interface FailedEntity {
  readonly entity: EntityPlan;
  /** Safe to print. */
  readonly reason: string;
}

/** What a batch came to. */
export interface BatchResult {
  /** Null where nothing was applied. */
  readonly applied: Journal | null;
  readonly skipped: readonly SkippedEntity[];
  readonly failed: readonly FailedEntity[];
}

/** One lane of a run that writes: its connection, which may be replaced, the run's store, and how it is to behave. */
export interface RunContext {
  readonly access: RepairAccess;
  readonly lanes: Lanes;
  session: WriteSession;
  readonly same: SameDatabase;
  readonly store: Store;
  readonly runId: string;
  readonly operator: Operator;
  readonly clock: Clock;
  readonly onStep: (step: Step) => void;
  readonly nextNumber: () => number;
  /** Entities that others held to the end, since the last transaction that went through. */
  heldInARow: number;
}

/** How a run goes from batch to batch. */
export interface Pace {
  /** Share of time, 0 to below 1, that is left idle between batches. */
  readonly throttle: number;
  /** Asked between batches: true ends the run in good order. */
  readonly interrupted: () => boolean;
}

/**
 * Makes the changes of all batches, each in a transaction of its own, as many side by side as there are lanes; results come in
 * the order of the batches. A batch that fails is halved down to the one entity that fails; deadlocks, locks and busy
 * databases are tried again; a lost connection is replaced, and a commit that was lost with it is settled before anything
 * is repeated. An interrupt is heard between transactions.
 *
 * @returns whether it was interrupted
 * @throws what no further entity can escape, when all that is under way has ended: a lost server, a full disk, a missing
 *   privilege, a table that another program holds for good, trouble with the store
 */
export async function* runBatches<Entity>(
  lanes: readonly RunContext[],
  { throttle, interrupted }: Pace,
  work: Work<Entity>,
  batches: AsyncIterable<readonly Entity[]>,
): AsyncGenerator<BatchResult, boolean> {
  const free = [...lanes];
  const underWay: Promise<EndedBatch>[] = [];
  let failure: { readonly error: unknown } | null = null;
  let stopped = false;
  let wasCut = false;
  try {
    for await (const batch of batches) {
      // Lets a signal be heard: the embedded engine holds this thread while it works.
      await setImmediate();
      stopped = interrupted();
      if (stopped || failure !== null) break;
      const lane = free.shift();
      if (lane === undefined) throw new Error('No lane is free.');
      underWay.push(runIn(lane, work, batch, interrupted));
      if (free.length > 0) continue;
      const ended = await takeFirst(underWay);
      free.push(ended.lane);
      yield* ended.results;
      failure = ended.failure;
      wasCut ||= ended.wasCut;
      await idleFor((ended.took * throttle) / (1 - throttle), interrupted);
    }
    while (underWay.length > 0) {
      const ended = await takeFirst(underWay);
      yield* ended.results;
      failure ??= ended.failure;
      wasCut ||= ended.wasCut;
    }
  } finally {
    // A caller that stops listening does not stop a transaction in its middle.
    await Promise.all(underWay);
  }
  if (failure !== null) throw failure.error;
  return stopped || wasCut;
}

/** What became of a batch, and the lane that is free again. */
interface EndedBatch {
  readonly lane: RunContext;
  readonly results: readonly BatchResult[];
  /** Whether an interrupt kept some of it from being tried. */
  readonly wasCut: boolean;
  /** The error that no further entity can escape. */
  readonly failure: { readonly error: unknown } | null;
  /** Milliseconds. */
  readonly took: number;
}

/** Runs a batch to its end; never throws. */
async function runIn<Entity>(
  lane: RunContext,
  work: Work<Entity>,
  batch: readonly Entity[],
  interrupted: Pace['interrupted'],
): Promise<EndedBatch> {
  const startedAt = performance.now();
  const results: BatchResult[] = [];
  let failure: EndedBatch['failure'] = null;
  let wasCut = false;
  try {
    wasCut = await runBatch(lane, work, batch, interrupted, results);
  } catch (error) {
    const isMade = error instanceof CommittedUnsettled;
    if (isMade) results.push({ ...error.done, failed: [] });
    failure = { error: isMade ? error.cause : error };
  }
  return { lane, results, wasCut, failure, took: performance.now() - startedAt };
}

async function takeFirst(underWay: Promise<EndedBatch>[]): Promise<EndedBatch> {
  const [first] = underWay;
  if (first === undefined) throw new Error('Nothing is under way.');
  const ended = await first;
  void underWay.shift();
  return ended;
}

/** Waits, but not longer than until it is interrupted. */
async function idleFor(milliseconds: number, interrupted: () => boolean): Promise<void> {
  const end = performance.now() + milliseconds;
  for (let left = milliseconds; left > 0 && !interrupted(); left = end - performance.now()) await sleep(Math.min(left, 100));
}

/**
 * Adds what the batch, or its parts, came to to the results.
 *
 * @returns whether an interrupt kept some of it from being tried
 */
async function runBatch<Entity>(
  context: RunContext,
  work: Work<Entity>,
  batch: readonly Entity[],
  interrupted: Pace['interrupted'],
  results: BatchResult[],
): Promise<boolean> {
  const tried = await tryBatch(context, work, batch);
  if (!('error' in tried)) {
    context.heldInARow = 0;
    results.push(tried);
    return false;
  }
  const [entity] = batch;
  if (entity === undefined) return false;
  if (batch.length === 1) {
    results.push({
      applied: null,
      skipped: [],
      failed: [{ entity: work.describe(entity), reason: printed`Transaction rolled back: ${sentenceOf(tried.error)}` }],
    });
    countHeld(context, tried.error);
    return false;
  }
  const half = Math.ceil(batch.length / 2);
  for (const part of [batch.slice(0, half), batch.slice(half)]) {
    if (interrupted() || (await runBatch(context, work, part, interrupted, results))) return true;
  }
  return false;
}

/**
 * @throws DatabaseError when so many were held in a row that the rest would be waited for in vain, too
 */
function countHeld(context: RunContext, error: unknown): void {
  context.heldInARow = isTransient(error) ? context.heldInARow + 1 : 0;
  if (context.heldInARow < MOST_HELD_IN_A_ROW) return;
  throw new DatabaseError(
    'ROWS_HELD',
    `Another program held each of the last ${MOST_HELD_IN_A_ROW} records for as long as they were waited for: find the transaction that holds them, then run this again.`,
  );
}

/** One transaction, again where that may help; the error of an entity where it does not. */
async function tryBatch<Entity>(
  context: RunContext,
  work: Work<Entity>,
  batch: readonly Entity[],
): Promise<BatchResult | { readonly error: unknown }> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { ...(await runTransaction(context, work, batch)), failed: [] };
    } catch (error) {
      if (error instanceof CommitInDoubt) {
        const settled = await settleDoubt(context, error);
        if (settled !== null) return settled;
      } else if (isLost(error)) {
        if (attempt === ATTEMPTS) throw error;
        await reconnect(context);
      } else if (error instanceof StoreError || isHopeless(error) || !(error instanceof AuditToolError)) {
        throw error;
      } else if (isTransient(error) && attempt < attemptsFor(context, batch)) {
        // Exponential backoff with jitter, so that two who met do not meet again.
        await sleep(20 * 2 ** attempt * (0.5 + Math.random()));
      } else if (concernsAllRows(error)) {
        throw error;
      } else {
        return { error };
      }
    }
  }
}

/** Little patience where halving gets at the rows that are held, and where the one before was held for good. */
function attemptsFor({ heldInARow }: RunContext, batch: readonly unknown[]): number {
  return batch.length === 1 && heldInARow === 0 ? ATTEMPTS : ATTEMPTS_OF_MANY;
}

/** Null where the transaction was rolled back, so that it can be tried again. */
async function settleDoubt(context: RunContext, doubt: CommitInDoubt): Promise<BatchResult | null> {
  await reconnect(context);
  const { applied, skipped }: Done = doubt.done;
  switch (await settle(context.session, context.store, doubt.intent)) {
    case 'committed':
      return { applied, skipped, failed: [] };
    case 'rolled-back':
      return null;
    case 'unknown': {
      const reason = 'the connection broke during the commit, and the rows do not tell whether it was done: look at them';
      const failed = [...applied.read()].flat().map((entity) => ({ entity: { ...entity, doubtful: 0 }, reason }));
      return { applied: null, skipped, failed };
    }
  }
}

async function reconnect(context: RunContext): Promise<void> {
  await context.session.close();
  context.session = await reopenRepairSession(context.access, context.store, context.operator, context.lanes);
  await context.same.require(context.session);
}
