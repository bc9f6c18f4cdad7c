import type { Clock } from '../clock.ts';
import { chunks, isLost, type TableSchema, type WriteSession } from '../database/index.ts';
import type { NewTransaction, Store } from '../history/index.ts';
import { Journal, type JournaledEntity } from './journal.ts';
import type { EntityPlan } from './planned-change.ts';
import { imagesBefore, recordChanges } from './record-changes.ts';
import type { Look } from './row-images.ts';
import type { SameDatabase } from './same-database.ts';
import { writeChanges } from './write-changes.ts';

/** Where a transaction has come to; tests stop the process at each of these. */
export type Step = 'begun' | 'locked' | 'written' | 'checked' | 'journaled' | 'committed' | 'settled';

/** An entity that is left alone, and why. */
export interface SkippedEntity {
  readonly entity: EntityPlan;
  /** Safe to print. */
  readonly reason: string;
  /** Another program changed it since; false where there is nothing left to do. */
  readonly isConflict: boolean;
}

/** What of a batch can be written now. */
export interface Prepared {
  readonly ready: readonly EntityPlan[];
  readonly skipped: readonly SkippedEntity[];
}

/** What a repair and an undo do differently: they look at a batch under locks and say what is to be written. */
export interface Work<Entity> {
  /** The entity in full, to report it. */
  describe(entity: Entity): EntityPlan;
  prepare(session: WriteSession, batch: readonly Entity[]): Promise<Prepared>;
  readonly tables: ReadonlyMap<string, TableSchema>;
  readonly naturalKeys: Look['naturalKeys'];
}

/** What one transaction came to. */
export interface Done {
  readonly applied: Journal;
  readonly skipped: readonly SkippedEntity[];
}

/** The connection broke while the transaction was being committed: nobody knows yet whether it was. */
export class CommitInDoubt extends Error {
  readonly intent: NewTransaction;
  readonly done: Done;

  constructor(intent: NewTransaction, done: Done, cause: unknown) {
    super('The connection broke during a commit.', { cause });
    this.intent = intent;
    this.done = done;
  }
}

/** The transaction was committed, and the store could not take that down: the changes are made, and the next run settles the intent. */
export class CommittedUnsettled extends Error {
  readonly done: Done;

  constructor(done: Done, cause: unknown) {
    super('The store failed after a commit.', { cause });
    this.done = done;
  }
}

/** Everything that stays the same over the transactions of one run. */
export interface TransactionContext {
  readonly session: WriteSession;
  readonly same: SameDatabase;
  readonly store: Store;
  readonly clock: Clock;
  readonly runId: string;
  readonly nextNumber: () => number;
  readonly onStep: (step: Step) => void;
}

/**
 * Makes the changes of a batch in one transaction: lock, look again, leave out what changed, write, make constraints speak,
 * read back, journal on disk, commit, record the outcome (DESIGN, "Repair"). When it throws, nothing was changed, but for
 * {@link CommitInDoubt} and {@link CommittedUnsettled}.
 */
export async function runTransaction<Entity>(context: TransactionContext, work: Work<Entity>, batch: readonly Entity[]): Promise<Done> {
  const { session, same, store, runId, onStep } = context;
  const applied = new Journal();
  const skipped: SkippedEntity[] = [];
  let intent: NewTransaction;
  try {
    await session.begin();
    // For each transaction: a pooler may give each a connection of its own, and to another server by now.
    await same.require(session);
    onStep('begun');
    for (const chunk of chunks(batch, session.capabilities.repairChunk)) {
      const prepared = await work.prepare(session, chunk);
      onStep('locked');
      skipped.push(...prepared.skipped);
      if (prepared.ready.length > 0) applied.add(await writeEntities(context, work, prepared.ready));
    }
    if (applied.entities === 0) {
      await session.rollback();
      return { applied, skipped };
    }
    intent = {
      runId,
      number: context.nextNumber(),
      transactionId: await session.transactionId(),
      entities: applied.entities,
      changes: applied.changes,
      intendedAt: context.clock().toISOString(),
      payload: applied.payload(),
    };
    await store.journal.writeIntent(intent);
    onStep('journaled');
  } catch (error) {
    await session.rollback();
    throw error;
  }
  try {
    await session.commit();
  } catch (error) {
    if (isLost(error)) throw new CommitInDoubt(intent, { applied, skipped }, error);
    await session.rollback();
    await store.journal.settle(runId, intent.number, 'rolled-back');
    throw error;
  }
  onStep('committed');
  try {
    await store.journal.settle(runId, intent.number, 'committed');
  } catch (error) {
    throw new CommittedUnsettled({ applied, skipped }, error);
  }
  onStep('settled');
  return { applied, skipped };
}

/** Writes entities, makes constraints speak, and reads back what was written. */
async function writeEntities<Entity>(
  { session, onStep }: TransactionContext,
  { tables, naturalKeys }: Work<Entity>,
  entities: readonly EntityPlan[],
): Promise<readonly JournaledEntity[]> {
  const before = await imagesBefore(session, tables, entities);
  await writeChanges(
    session,
    tables,
    entities.flatMap(({ changes }) => changes),
  );
  onStep('written');
  await session.checkConstraints();
  onStep('checked');
  return recordChanges(session, tables, entities, before, naturalKeys);
}
