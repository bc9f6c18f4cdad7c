import type { TableSchema, WriteSession } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import { inverse } from './inverse.ts';
import type { JournaledChange, JournaledEntity } from './journal.ts';
import type { EntityPlan, PlannedChange } from './planned-change.ts';
import { findingKey, imagesOf, pick, type ColumnChoice, type Look, type RowImages } from './row-images.ts';
import { whatRestsOn } from './standing.ts';
import { isMade, rowName, sameValue, type StoredRow } from './stored-value.ts';
import { tableFactsOf } from './table-facts.ts';

type Tables = ReadonlyMap<string, TableSchema>;
type NaturalKeys = Look['naturalKeys'];

const everyColumn: ColumnChoice = (_change, table) => tableFactsOf(table).names;

/** A trigger may write more columns than the plan: then the whole row is looked at. */
const writtenColumns: ColumnChoice = (change, table) =>
  change.operation === 'insert' || table.triggers.length > 0 ? everyColumn(change, table) : Object.keys(change.after ?? {});

/** What a string has in the place of bytes that are no text in their encoding, which it cannot hold. */
const REPLACEMENT = '\ufffd';

/**
 * Rows before the write, where a trigger may change more of them than the plan says, or they go, or what the plan has read of them need
 * not be all that there is: what cannot be kept whole is refused.
 */
export function imagesBefore(session: WriteSession, tables: Tables, entities: readonly EntityPlan[]): Promise<RowImages> {
  const isTriggered = (table: string): boolean => (tables.get(table)?.triggers.length ?? 0) > 0;
  const wanted = changesOf(entities).filter(
    (change) =>
      change.operation === 'delete' ||
      (change.operation === 'update' && (isTriggered(change.table) || isInexact(session, tables.get(change.table), change))),
  );
  const columns: ColumnChoice = (change, table) =>
    change.operation === 'delete' || isTriggered(change.table) ? everyColumn(change, table) : Object.keys(change.before ?? {});
  return imagesOf(session, tables, wanted, { columns, naturalKeys: {}, lock: false });
}

/** Whether a plan's reading may have lost a bit of a column that changes: a query prints a FLOAT with few digits, and a string holds only text. */
function isInexact({ capabilities }: WriteSession, table: TableSchema | undefined, { before }: PlannedChange): boolean {
  return Object.entries(before ?? {}).some(
    ([column, value]) =>
      (typeof value === 'string' && value.includes(REPLACEMENT)) ||
      capabilities.exactCast(table?.columns.find(({ name }) => name === column)?.type ?? '') !== null,
  );
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
  const made = entities.map(({ id, changes, words }) => ({
    id,
    changes: changes.map((change) => recordChange(change, tables.get(change.table), before, after, naturalKeys)),
    words,
  }));
  return withStandings(session, made);
}

/** Adds what rests on the rows right now, so that an undo can tell what has come since. */
async function withStandings(session: WriteSession, entities: readonly JournaledEntity[]): Promise<readonly JournaledEntity[]> {
  const undoOf = new Map(entities.flatMap(({ changes }) => changes.map((change) => [change, inverse(change)] as const)));
  const standings = await whatRestsOn(session, [...undoOf.values()], false);
  if (standings.size === 0) return entities;
  const withStanding = (change: JournaledChange): JournaledChange => {
    const undo = undoOf.get(change);
    const standing = undo === undefined ? undefined : standings.get(undo);
    return standing === undefined ? change : { ...change, standing };
  };
  return entities.map((entity) => ({ ...entity, changes: entity.changes.map(withStanding) }));
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
  if (change.operation === 'delete' || table === undefined) return { ...change, digest: null };
  const image = imagesAfter.get(rowName(change.table, findingKey(change, naturalKeys)));
  if (image === undefined) {
    throw new DatabaseError('ALTERED', `the row written to ${change.table} is not there: a trigger or rule removed it`);
  }
  const byDatabase = requireAsWritten(change, image.row);
  const key = pick(image.row, Object.keys(change.key));
  const { names, generated } = tableFactsOf(table);
  if (change.operation === 'insert') {
    // Should the row be deleted and put back one day, nobody may write what the database computes.
    const after =
      generated.size === 0
        ? image.row
        : pick(
            image.row,
            names.filter((column) => !generated.has(column)),
          );
    return { ...change, key, after, digest: image.digest };
  }
  const planned = Object.keys(change.after ?? {});
  const old = imagesBefore.get(rowName(change.table, change.key))?.row;
  const further =
    old === undefined
      ? []
      : names.filter((name) => name in old && !generated.has(name) && !planned.includes(name) && !sameValue(old[name], image.row[name]));
  return {
    ...change,
    before: old === undefined ? change.before : pick(old, [...Object.keys(change.before ?? {}), ...further]),
    after: pick(image.row, [...planned, ...further]),
    byDatabase: [...byDatabase, ...further],
    digest: image.digest,
  };
}

/** Columns that the database made the value of; all others must be as written. */
function requireAsWritten({ table, after, byDatabase = [] }: PlannedChange, row: StoredRow): readonly string[] {
  const made = [...byDatabase];
  for (const column in after) {
    const value = after[column];
    if (isMade(value) && row[column] === null) {
      throw new DatabaseError('ALTERED', `the database chose no value for ${table}.${column}`);
    }
    if (isMade(value)) made.push(column);
    else if (!sameValue(value, row[column]) && !byDatabase.includes(column)) {
      throw new DatabaseError('ALTERED', `${table}.${column} is not what was written: a trigger or rule changed it`);
    }
  }
  return made;
}
