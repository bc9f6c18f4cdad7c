import type { ReadSession, RowSource } from '../database/index.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { RunRecord, Store } from '../history/index.ts';
import type { Change, Tally } from '../model/index.ts';
import { refuseTooMany } from './apply-plan.ts';
import { inverseOf, type UndoEntity } from './inverse.ts';
import { readPayload } from './journal.ts';
import { repairRun, type RepairRequest, type RunOutcome } from './repair-run.ts';
import { showEntity } from './show-changes.ts';
import { kindsOf } from './stored-value.ts';
import { readTables, refuseObstacles, type Tables } from './tables.ts';
import { undoable } from './undoable.ts';

/** Which transactions of a run to take back. */
export interface UndoScope {
  /** Also those whose outcome nobody knows. */
  readonly includeUnknown: boolean;
}

/**
 * Takes a run back, last change first, with the guards of a repair: a row that was changed since makes its whole entity a
 * conflict, which is yielded as skipped and left alone.
 *
 * @throws RefusedError before anything is touched: a run on another database, too many changes, another repair that is running
 */
export async function* undoRun(run: RunRecord, scope: UndoScope, request: RepairRequest): AsyncGenerator<readonly Change[], RunOutcome> {
  refuseTooMany(undoableChanges(run, scope), request.maxChanges);
  return yield* repairRun<UndoEntity>(
    { mode: 'undo', undoes: run.id, options: { ...scope }, batches: () => transactionsOf(run) },
    tablesOfRun(run),
    request,
    async (session) => {
      await requireSameDatabase(run, session);
      const { tables, changes } = await readyTables(session, request.store, run, scope);
      // Counted, and not what the run's record says.
      refuseTooMany(changes, request.maxChanges);
      return {
        work: {
          tables,
          naturalKeys: {},
          describe: (entity) => entity,
          prepare: (current, batch) => undoable(current, tables, batch, true),
        },
        batches: entitiesBackwards(request.store, run, scope),
      };
    },
  );
}

/** What {@link undoRun} would do now: read in a snapshot, which cannot write. */
export async function* previewUndo(
  run: RunRecord,
  scope: UndoScope,
  session: ReadSession,
  store: Store,
): AsyncGenerator<readonly Change[], Pick<RunOutcome, 'conflicts' | 'alreadyDone'> & { readonly ready: Tally }> {
  await requireSameDatabase(run, session);
  const { tables } = await readyTables(session, store, run, scope);
  const kinds = kindsOf(tables.values());
  const totals = { entities: 0, changes: 0 };
  const conflicts = { entities: 0, changes: 0 };
  const alreadyDone = { entities: 0, changes: 0 };
  for await (const batch of entitiesBackwards(store, run, scope)) {
    const { ready, skipped } = await undoable(session, tables, batch, false);
    totals.entities += ready.length;
    totals.changes += ready.reduce((sum, { changes }) => sum + changes.length, 0);
    for (const { entity, isConflict } of skipped) {
      const tally = isConflict ? conflicts : alreadyDone;
      tally.entities += 1;
      tally.changes += entity.changes.length;
    }
    yield [
      ...ready.flatMap((entity) => showEntity(entity, kinds, 'planned')),
      ...skipped.flatMap(({ entity, reason }) => showEntity(entity, kinds, 'skipped', reason)),
    ];
  }
  return { ready: totals, conflicts, alreadyDone };
}

/** How many changes of a run there are to take back. */
export function undoableChanges({ transactions }: RunRecord, { includeUnknown }: UndoScope): number {
  // What a cut-off run left open is settled first and may turn out committed.
  return transactions.committed.changes + transactions.intended.changes + (includeUnknown ? transactions.unknown.changes : 0);
}

/** In how many transactions a run was made, at most. */
function transactionsOf({ transactions }: RunRecord): number {
  return transactions.committed.transactions + transactions.intended.transactions + transactions.unknown.transactions;
}

/** The tables that a run was about, as its record says. */
export function tablesOfRun({ options }: RunRecord): readonly string[] {
  return Object.keys((options as { readonly kinds?: object }).kinds ?? {});
}

async function requireSameDatabase(run: RunRecord, source: RowSource): Promise<void> {
  if ((await source.identity()) === run.database.identity) return;
  throw new RefusedError(
    'OTHER_DATABASE',
    `Run ${run.id} was on another database ("${run.database.name}", ${run.database.engine}), not on "${source.name}": name that one with --database.`,
  );
}

/** The tables that a run wrote to, as they are now, and how many changes of it there are to take back. */
async function readyTables(
  source: RowSource,
  store: Store,
  run: RunRecord,
  scope: UndoScope,
): Promise<{ readonly tables: Tables; readonly changes: number }> {
  const names = new Set<string>();
  let count = 0;
  for await (const batch of entitiesBackwards(store, run, scope)) {
    for (const { changes } of batch) {
      count += changes.length;
      for (const { table } of changes) names.add(table);
    }
  }
  const tables = await readTables(source, [...names]);
  const missing = [...names].find((name) => !tables.has(name));
  if (missing === undefined) {
    refuseObstacles(tables, names, names);
    return { tables, changes: count };
  }
  throw new UsageError('TABLES_MISSING', `Run ${run.id} changed the table ${missing}, which is no longer there: it cannot be undone.`);
}

async function* entitiesBackwards(store: Store, run: RunRecord, { includeUnknown }: UndoScope): AsyncGenerator<readonly UndoEntity[]> {
  for await (const transaction of store.transactions(run.id, 'last')) {
    const { state } = transaction;
    if (state !== 'committed' && !(includeUnknown && state === 'unknown')) continue;
    yield readPayload(transaction, store.location).map(inverseOf).reverse();
  }
}
