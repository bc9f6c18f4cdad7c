import type { TableSchema, WriteSession } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import type { JournaledChange, JournaledEntity } from './journal.ts';
import type { EntityPlan, PlannedChange } from './planned-change.ts';
import { findingKey, imagesOf, rowName, type ColumnChoice, type Look, type RowImages } from './row-images.ts';
import { isMade, type StoredRow } from './stored-value.ts';

type Tables = ReadonlyMap<string, TableSchema>;
type NaturalKeys = Look['naturalKeys'];

const everyColumn: ColumnChoice = (_change, table) => table.columns.map(({ name }) => name);

/** A trigger may write more columns than the plan: then the whole row is looked at. */
const writtenColumns: ColumnChoice = (change, table) =>
  change.operation === 'insert' || table.triggers.length > 0 ? everyColumn(change, table) : Object.keys(change.after ?? {});

/** Rows before the write, where a trigger may change more of them than the plan says. */
export function imagesBefore(session: WriteSession, tables: Tables, entities: readonly EntityPlan[]): Promise<RowImages> {
  const updates = changesOf(entities).filter(
    ({ table, operation }) => operation === 'update' && (tables.get(table)?.triggers.length ?? 0) > 0,
  );
  return imagesOf(session, tables, updates, { columns: everyColumn, naturalKeys: {}, lock: false });
}

/**
 * Re-reads what was written and tells it as it is: new ids, the clock, and columns that a trigger changed as well.
 *
 * @throws DatabaseError when a row is not what the plan says
 */
export async function recordChanges(
  session: WriteSession,
  tables: Tables,
  entities: readonly EntityPlan[],
  before: RowImages,
  naturalKeys: NaturalKeys,
): Promise<readonly JournaledEntity[]> {
  const lasting = changesOf(entities).filter(({ operation }) => operation !== 'delete');
  const after = await imagesOf(session, tables, lasting, { columns: writtenColumns, naturalKeys, lock: false });
  return entities.map(({ id, changes, words }) => ({
    id,
    changes: changes.map((change) => recordChange(change, tables.get(change.table), before, after, naturalKeys)),
    words,
  }));
}

function changesOf(entities: readonly EntityPlan[]): readonly PlannedChange[] {
  return entities.flatMap(({ changes }) => changes);
}

function recordChange(
  change: PlannedChange,
  table: TableSchema | undefined,
  imagesBefore: RowImages,
  imagesAfter: RowImages,
  naturalKeys: NaturalKeys,
): JournaledChange {
  if (change.operation === 'delete') return { ...change, digest: null };
  const image = imagesAfter.get(rowName(change.table, findingKey(change, naturalKeys)));
  if (image === undefined)
    throw new DatabaseError('ALTERED', `the row written to ${change.table} is not there: a trigger or rule removed it`);
  const byDatabase = [
    ...(change.byDatabase ?? []),
    ...Object.entries(change.after ?? {}).flatMap(([column, value]) => (isMade(value) ? column : [])),
  ];
  for (const [column, value] of Object.entries(change.after ?? {})) {
    if (byDatabase.includes(column) || JSON.stringify(value) === JSON.stringify(image.row[column])) continue;
    throw new DatabaseError('ALTERED', `${change.table}.${column} is not what was written: a trigger or rule changed it`);
  }
  const key = Object.fromEntries(Object.keys(change.key).map((column) => [column, image.row[column] ?? null]));
  const generated = new Set((table?.columns ?? []).flatMap((column) => (column.generated ? column.name : [])));
  if (change.operation === 'insert') {
    // Should the row be deleted and put back one day, nobody may write what the database computes.
    const after = Object.fromEntries(Object.entries(image.row).filter(([column]) => !generated.has(column)));
    return { ...change, key, after, digest: image.digest };
  }
  const planned = Object.keys(change.after ?? {});
  const old = imagesBefore.get(rowName(change.table, change.key))?.row ?? {};
  const further = (table?.columns ?? [])
    .filter(({ name }) => !generated.has(name) && !planned.includes(name) && differs(old[name], image.row[name]))
    .map(({ name }) => name);
  const pick = (row: StoredRow, columns: readonly string[]): StoredRow =>
    Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
  return {
    ...change,
    before: { ...change.before, ...pick(old, further) },
    after: pick(image.row, [...planned, ...further]),
    byDatabase: [...byDatabase, ...further],
    digest: image.digest,
  };
}

/** Only columns that were looked at before as well can differ. */
function differs(before: StoredRow[string] | undefined, after: StoredRow[string] | undefined): boolean {
  return before !== undefined && after !== undefined && JSON.stringify(before) !== JSON.stringify(after);
}
