import type { RowSource, TableSchema } from '../database/index.ts';
import { emptyRecord, printed } from '../model/index.ts';
import type { UndoEntity } from './inverse.ts';
import type { PlannedChange } from './planned-change.ts';
import { mayBeReferredTo, referredTo, referringRows } from './referring-rows.ts';
import { imagesOf, type RowImages } from './row-images.ts';
import { cameSince, whatRestsOn, type RestingOn } from './standing.ts';
import { columnKindOf, rowName, sameValue, shown, type StoredRow, type StoredValue } from './stored-value.ts';
import type { Tables } from './tables.ts';
import type { Prepared, SkippedEntity } from './transaction.ts';

/** So many characters of a value are told of a conflict. */
const LONGEST = 60;

/**
 * Sorts a batch into what can be taken back and what cannot: a row that has changed since, is gone, or is referred to by rows
 * that came later is a conflict of its whole entity; so is one on which something has come to rest since.
 *
 * @param lock whether to hold the rows until the transaction ends
 */
export async function undoable(source: RowSource, tables: Tables, batch: readonly UndoEntity[], lock: boolean): Promise<Prepared> {
  const changes = batch.flatMap((entity) => entity.changes);
  const images = await imagesOf(source, tables, changes, {
    columns: (change) => Object.keys({ ...change.before, ...change.after }),
    naturalKeys: {},
    lock,
  });
  const referred = await referredRows(source, tables, batch);
  const standings = await whatRestsOn(source, changes, lock);
  const ready: UndoEntity[] = [];
  const skipped: SkippedEntity[] = [];
  for (const entity of batch) {
    const changed = entity.changes.flatMap(
      (change, index) => conflictOf(entity, change, entity.guards[index] ?? null, images, referred, tables) ?? [],
    );
    const conflicts = changed.length > 0 ? changed : restingSince(entity, standings);
    if (conflicts.length === 0) ready.push(entity);
    else if (entity.changes.every((change) => isUndone(change, images))) {
      skipped.push({ entity, reason: 'already undone: there is nothing left to do', isConflict: false });
    } else skipped.push({ entity, reason: [...new Set(conflicts)].join('; '), isConflict: true });
  }
  return { ready, skipped };
}

/** Why a change cannot be taken back, or null. */
function conflictOf(
  entity: UndoEntity,
  change: PlannedChange,
  guard: string | null,
  images: RowImages,
  referred: ReadonlyMap<string, (row: string) => string>,
  tables: Tables,
): string | null {
  const { operation, table, key } = change;
  const name = rowName(table, key);
  const row = rowOf({ table, key });
  const image = images.get(name);
  if (operation === 'insert') return image === undefined ? null : `${row} is there again`;
  if (image === undefined) return `${row} is gone`;
  if (image.digest !== guard) return `${row} was changed since${differences(entity.changes, name, image.row, tables.get(table))}`;
  return operation === 'delete' ? (referred.get(name)?.(row) ?? null) : null;
}

/**
 * In which columns a row is not as the run wrote it: what was written, what is there now, and what was there before the run.
 *
 * @param changes those of the row's entity, last first: several may be of this row
 */
function differences(changes: readonly PlannedChange[], name: string, now: StoredRow, table: TableSchema | undefined): string {
  const ofRow = changes.filter((change) => rowName(change.table, change.key) === name);
  const written: StoredRow = Object.assign(emptyRecord(), ...ofRow.map(({ before }) => before).reverse()) as StoredRow;
  const original: StoredRow = Object.assign(emptyRecord(), ...ofRow.map(({ after }) => after)) as StoredRow;
  const columns = Object.keys(written).filter((column) => !sameValue(written[column], now[column]));
  if (columns.length === 0) return ', in a column that the run did not write';
  const parts = columns.map((column) => {
    const kind = table === undefined ? 'other' : columnKindOf(table, column);
    const inWords = (value: StoredValue | undefined): string => shortened(JSON.stringify(shown(value ?? null, kind)));
    const then = column in original ? `, before ${inWords(original[column])}` : '';
    return printed`${column}: written ${inWords(written[column])}, now ${inWords(now[column])}${then}`;
  });
  return ` (${parts.join('; ')})`;
}

function shortened(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST).join('')}…`;
}

/** What has come to rest on rows that are as the run left them. */
function restingSince({ changes, standings: then }: UndoEntity, now: ReadonlyMap<PlannedChange, RestingOn>): readonly string[] {
  return changes.flatMap((change, index) => cameSince(then[index] ?? null, now.get(change)).map((words) => `${rowOf(change)}: ${words}`));
}

/** A row in words that are safe to print. */
function rowOf({ table, key }: Pick<PlannedChange, 'table' | 'key'>): string {
  return printed`${table} ${Object.values(key)
    .map((value) => shown(value, 'other'))
    .join(' ')}`;
}

/** Whether the row is already as the undo would leave it. */
function isUndone({ operation, table, key, after }: PlannedChange, images: RowImages): boolean {
  const image = images.get(rowName(table, key));
  if (operation === 'delete') return image === undefined;
  return image !== undefined && Object.entries(after ?? {}).every(([column, value]) => sameValue(image.row[column], value));
}

/**
 * Rows that are to be deleted and that rows outside their entity refer to, or may refer to: why each must not go, to stand before
 * the row in words.
 */
async function referredRows(
  source: RowSource,
  tables: Tables,
  batch: readonly UndoEntity[],
): Promise<ReadonlyMap<string, (row: string) => string>> {
  // Another entity of the batch may turn out a conflict: its rows stay as they are, and what they refer to must stay as well.
  const owners = new Map(batch.flatMap((entity) => entity.changes.map(({ table, key }) => [rowName(table, key), entity] as const)));
  const deletions = batch.flatMap((entity) => entity.changes).filter(({ operation }) => operation === 'delete');
  const referred = new Map<string, (row: string) => string>();
  for (const name of new Set(deletions.map(({ table }) => table))) {
    const target = tables.get(name);
    const keys = deletions.filter(({ table }) => table === name).map(({ key }) => key);
    for (const reference of target?.referencedBy ?? []) {
      if (target === undefined) continue;
      if (reference.hidden !== null) {
        for (const key of keys) referred.set(rowName(name, key), (row) => mayBeReferredTo(reference, row));
        continue;
      }
      const referring = reference.schema === null ? tables.get(reference.table) : undefined;
      for (const { row, by } of await referringRows(source, target, reference, referring, keys)) {
        if (by === null || owners.get(by) !== owners.get(row)) referred.set(row, (words) => referredTo(reference, words));
      }
    }
  }
  return referred;
}
