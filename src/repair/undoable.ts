import { sql } from 'kysely';
import { chunks, type RowSource, type TableSchema } from '../database/index.ts';
import { line } from '../model/index.ts';
import type { UndoEntity } from './inverse.ts';
import type { PlannedChange } from './planned-change.ts';
import { imagesOf, type RowImages } from './row-images.ts';
import { cameSince, standingsOf, type Standing } from './standing.ts';
import { fromStored, kindOf, rowName, sameValue, shown, toStored, type StoredRow, type StoredValue } from './stored-value.ts';
import type { Tables } from './tables.ts';
import type { Prepared, SkippedEntity } from './transaction.ts';

/** Values of one statement: every engine takes that many parameters. */
const PARAMETERS = 500;

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
  const standings = await standingsOf(source, changes, lock);
  const ready: UndoEntity[] = [];
  const skipped: SkippedEntity[] = [];
  for (const entity of batch) {
    const changed = entity.changes.flatMap((change, index) => conflictOf(change, entity.guards[index] ?? null, images, referred) ?? []);
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
  { operation, table, key }: PlannedChange,
  guard: string | null,
  images: RowImages,
  referred: ReadonlyMap<string, string>,
): string | null {
  const name = rowName(table, key);
  const row = rowOf({ table, key });
  const image = images.get(name);
  if (operation === 'insert') return image === undefined ? null : `${row} is there again`;
  if (image === undefined) return `${row} is gone`;
  if (image.digest !== guard) return `${row} was changed since`;
  const by = operation === 'delete' ? referred.get(name) : undefined;
  return by === undefined ? null : line`rows of ${by} refer to ` + row;
}

/** What has come to rest on rows that are as the run left them. */
function restingSince({ changes, standings: then }: UndoEntity, now: ReadonlyMap<PlannedChange, Standing>): readonly string[] {
  return changes.flatMap((change, index) => cameSince(then[index] ?? null, now.get(change)).map((words) => `${rowOf(change)}: ${words}`));
}

/** A row in words that are safe to print. */
function rowOf({ table, key }: Pick<PlannedChange, 'table' | 'key'>): string {
  return line`${table} ${Object.values(key)
    .map((value) => shown(value, 'other'))
    .join(' ')}`;
}

/** Whether the row is already as the undo would leave it. */
function isUndone({ operation, table, key, after }: PlannedChange, images: RowImages): boolean {
  const image = images.get(rowName(table, key));
  if (operation === 'delete') return image === undefined;
  return image !== undefined && Object.entries(after ?? {}).every(([column, value]) => sameValue(image.row[column], value));
}

/** Rows that are to be deleted and that rows outside their entity refer to, with the tables of those. */
async function referredRows(source: RowSource, tables: Tables, batch: readonly UndoEntity[]): Promise<ReadonlyMap<string, string>> {
  // Another entity of the batch may turn out a conflict: its rows stay as they are, and what they refer to must stay as well.
  const owners = new Map(batch.flatMap((entity) => entity.changes.map(({ table, key }) => [rowName(table, key), entity] as const)));
  const deletions = batch.flatMap((entity) => entity.changes).filter(({ operation }) => operation === 'delete');
  const referred = new Map<string, string>();
  for (const name of new Set(deletions.map(({ table }) => table))) {
    const target = tables.get(name);
    for (const reference of target?.referencedBy ?? []) {
      const referring = tables.get(reference.table);
      if (target === undefined || referring === undefined) continue;
      const doomed = new Map(
        deletions
          .filter(({ table }) => table === name)
          .map(({ key, before }) => [
            text(before?.[reference.target]),
            { row: rowName(name, key), value: before?.[reference.target] ?? null },
          ]),
      );
      const values = [...doomed.values()].map(({ value }) => value);
      for await (const { key, value } of rowsReferring(
        source,
        referring,
        reference.column,
        { table: target, column: reference.target },
        values,
      )) {
        const row = doomed.get(text(value))?.row;
        if (row !== undefined && owners.get(rowName(reference.table, key)) !== owners.get(row)) referred.set(row, reference.table);
      }
    }
  }
  return referred;
}

/**
 * Rows of a table that refer to rows with these values, and the value that each of them refers to. The database matches the two as
 * it does for the reference: where it holds letters of different case to be equal, the referring row may have others.
 */
async function* rowsReferring(
  source: RowSource,
  table: TableSchema,
  column: string,
  target: { readonly table: TableSchema; readonly column: string },
  values: readonly StoredValue[],
): AsyncGenerator<{ readonly key: StoredRow; readonly value: StoredValue }> {
  const referred = sql.ref(`referred.${target.column}`);
  for (const chunk of chunks(values, PARAMETERS)) {
    const rows = await source.all(sql`
      select ${sql.join(table.key.map((part) => sql.ref(`referring.${part}`)))}, ${referred} as referred_value
      from ${sql.table(target.table.name)} as referred
      join ${sql.table(table.name)} as referring on ${referred} = ${sql.ref(`referring.${column}`)}
      where ${referred} in (${sql.join(chunk.map((value) => fromStored(value)))})`);
    for (const row of rows) {
      const key = Object.fromEntries(table.key.map((part) => [part, toStored(row[part], kindOf(table, part))]));
      yield { key, value: toStored(row['referred_value'], kindOf(target.table, target.column)) };
    }
  }
}

function text(value: StoredValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
