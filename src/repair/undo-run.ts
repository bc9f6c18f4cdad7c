import type { ReadSession, RowSource } from '../database/index.ts';
import { RefusedError, UsageError } from '../errors.ts';
import type { RunRecord, Store, TransactionRecord } from '../history/index.ts';
import type { Change, Tally } from '../model/index.ts';
import { refuseTooMany } from './apply-plan.ts';
import { BelievedJournal, hashOf, type Seen } from './believed.ts';
import { deedOf } from './deed-of.ts';
import { inverseOf, type UndoEntity } from './inverse.ts';
import type { JournaledEntity } from './journal.ts';
import { nameOf, type RecordName } from './record-name.ts';
import { repairRun, type RunRequest, type RunOutcome } from './repair-run.ts';
import { showEntity } from './show-changes.ts';
import { kindsOf } from './stored-value.ts';
import { readTables, refuseObstacles, type Tables } from './tables.ts';
import { undoable } from './undoable.ts';

/** Which transactions of a run to take back, and what of them. */
export interface UndoScope {
  /** Also those whose outcome nobody knows. */
  readonly includeUnknown: boolean;
  /** Only these records; null for all. */
  readonly records: readonly RecordName[] | null;
}

/** How many records of a run are told where a name fits none of them. */
const TOLD = 10;

/**
 * Takes a run back, last change first, with the guards of a repair: a row that was changed since makes its whole entity a
 * conflict, which is yielded as skipped and left alone.
 *
 * @param seen what a person has seen of a run that the store's key does not vouch for, as {@link previewUndo} showed it
 * @throws RefusedError before anything is touched: a run on another database, too many changes, another repair that is running
 */
export async function* undoRun(
  run: RunRecord,
  scope: UndoScope,
  request: RunRequest,
  seen: Seen | null = null,
): AsyncGenerator<readonly Change[], RunOutcome> {
  const journal = await BelievedJournal.toUndo(request.store, run, seen);
  if (scope.records === null) refuseTooMany(undoableChanges(run, scope), request.maxChanges);
  return yield* repairRun<UndoEntity>(
    { mode: 'undo', undoes: run.id, options: optionsOf(scope), batches: () => (scope.records === null ? transactionsOf(run) : 1) },
    tablesOfRun(run),
    request,
    async (session) => {
      await requireSameDatabase(run, session);
      const { tables, changes } = await readyTables(session, request.store, journal, run, scope);
      // Counted, and not what the run's record says.
      refuseTooMany(changes, request.maxChanges);
      return {
        work: {
          tables,
          naturalKeys: {},
          describe: (entity) => entity,
          prepare: (current, batch) => undoable(current, tables, batch, true),
        },
        batches: entitiesBackwards(request.store, journal, run, scope),
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
): AsyncGenerator<readonly Change[], Pick<RunOutcome, 'conflicts' | 'alreadyDone'> & { readonly ready: Tally; readonly seen: Seen }> {
  await requireSameDatabase(run, session);
  const journal = await BelievedJournal.toShow(store, run);
  const { tables, seen } = await readyTables(session, store, journal, run, scope);
  const kinds = kindsOf(tables.values());
  const totals = { entities: 0, changes: 0 };
  const conflicts = { entities: 0, changes: 0 };
  const alreadyDone = { entities: 0, changes: 0 };
  for await (const batch of entitiesBackwards(store, journal, run, scope)) {
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
  return { ready: totals, conflicts, alreadyDone, seen };
}

/** As the store keeps it with the run. */
function optionsOf({ includeUnknown, records }: UndoScope): { readonly includeUnknown: boolean; readonly records?: readonly string[] } {
  return { includeUnknown, ...(records === null ? {} : { records: records.map(({ text }) => text) }) };
}

/** Whether a run took back some records of another one only. */
export function isOfRecords({ mode, options }: Pick<RunRecord, 'mode' | 'options'>): boolean {
  return mode === 'undo' && options['records'] !== undefined;
}

/**
 * How many changes of a run there are to take back, of the records that are wanted.
 *
 * @throws UsageError for the name of a record that the run did not change
 */
export async function changesToUndo(store: Store, run: RunRecord, scope: UndoScope): Promise<number> {
  const { records } = scope;
  if (records === null) return undoableChanges(run, scope);
  const journal = await BelievedJournal.toShow(store, run);
  const missing = new Set(records);
  const names: string[] = [];
  let [changes, others] = [0, 0];
  for await (const transaction of transactionsBackwards(store, run, scope)) {
    for (const entity of journal.read(transaction)) {
      const fitting = records.filter((record) => record.fits(entity));
      if (fitting.length > 0) changes += entity.changes.length;
      for (const record of fitting) missing.delete(record);
      if (names.length < TOLD) names.push(nameOf(entity));
      else others += 1;
    }
  }
  const [first] = missing;
  if (first === undefined) return changes;
  const told = names.length === 0 ? 'it changed none that could be undone' : `it changed ${names.join(', ')}`;
  throw new UsageError(
    'NO_SUCH_RECORD',
    `Run ${run.id} changed no record "${first.text}": ${told}${others === 0 ? '' : ` and ${others} more`}; "peerquest-audit show ${run.id.slice(0, 8)}" lists each change.`,
  );
}

/** How many changes of a run there are to take back in all. */
export function undoableChanges({ transactions }: RunRecord, { includeUnknown }: Pick<UndoScope, 'includeUnknown'>): number {
  // What a cut-off run left open is settled first and may turn out committed.
  return transactions.committed.changes + transactions.intended.changes + (includeUnknown ? transactions.unknown.changes : 0);
}

/** In how many transactions a run was made, at most. */
function transactionsOf({ transactions }: RunRecord): number {
  return transactions.committed.transactions + transactions.intended.transactions + transactions.unknown.transactions;
}

/** The tables that a run was about, as its record says. */
export function tablesOfRun({ options }: RunRecord): readonly string[] {
  return Object.keys(options.kinds ?? {});
}

async function requireSameDatabase(run: RunRecord, source: RowSource): Promise<void> {
  if ((await source.identity()) === run.database.identity) return;
  throw new RefusedError(
    'OTHER_DATABASE',
    `Run ${run.id} was on another database ("${run.database.name}", ${run.database.engine}), not on "${source.name}": name that one with --database.`,
  );
}

/** The tables that a run wrote to, as they are now, how many changes of it there are to take back, and what was looked at. */
async function readyTables(
  source: RowSource,
  store: Store,
  journal: BelievedJournal,
  run: RunRecord,
  scope: UndoScope,
): Promise<{ readonly tables: Tables; readonly changes: number; readonly seen: Seen }> {
  const names = new Set<string>();
  const seen = new Map<number, string>();
  let count = 0;
  for await (const transaction of transactionsBackwards(store, run, scope)) {
    seen.set(transaction.number, hashOf(transaction));
    for (const { changes } of wanted(journal.read(transaction), scope)) {
      count += changes.length;
      for (const { table } of changes) names.add(table);
    }
  }
  const tables = await readTables(source, journal.tables);
  const missing = [...names].find((name) => !tables.has(name));
  if (missing !== undefined) {
    throw new UsageError('TABLES_MISSING', `Run ${run.id} changed the table ${missing}, which is no longer there: it cannot be undone.`);
  }
  refuseObstacles(tables, names, names);
  journal.requireKnown(tables);
  return { tables, changes: count, seen };
}

async function* entitiesBackwards(
  store: Store,
  journal: BelievedJournal,
  run: RunRecord,
  scope: UndoScope,
): AsyncGenerator<readonly UndoEntity[]> {
  for await (const transaction of transactionsBackwards(store, run, scope)) {
    const entities = wanted(journal.read(transaction), scope).map(inverseOf).reverse();
    if (entities.length === 0) continue;
    yield journal.hasWords ? entities : entities.map((entity) => ({ ...entity, words: entity.changes.map((change) => [deedOf(change)]) }));
  }
}

/** The records that are to be taken back. */
function wanted(entities: readonly JournaledEntity[], { records }: UndoScope): readonly JournaledEntity[] {
  return records === null ? entities : entities.filter((entity) => records.some((record) => record.fits(entity)));
}

async function* transactionsBackwards(store: Store, run: RunRecord, { includeUnknown }: UndoScope): AsyncGenerator<TransactionRecord> {
  for await (const transaction of store.journal.transactions(run.id, 'last')) {
    const { state } = transaction;
    if (state === 'committed' || (includeUnknown && state === 'unknown')) yield transaction;
  }
}
