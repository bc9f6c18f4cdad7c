import { isOwn, type Check } from '../checks/index.ts';
import { valueIfThere, type Catalog, type DatabaseRow, type DatabaseValue } from '../database/index.ts';
import { isWholeNumber, rowId, type FindingKey } from '../model/index.ts';

/** A row of any table, as a finding about one of its columns names it. */
export interface RowOfTable {
  readonly table: string;
  /** The key's column. */
  readonly key: string;
  readonly id: DatabaseValue;
}

/** PeerQuest's tables whose key is not called `id`. */
const KEYS = new Map([
  ['guilds_guild', 'guild_id'],
  ['transactions_transaction', 'transaction_id'],
]);

/**
 * The row that a finding's keys name by its table and id; null for a finding about anything else.
 *
 * @param found the row in which the check found it
 */
export function rowNamedBy(check: Check, { table, rowId: named }: FindingKey, found: DatabaseRow, catalog: Catalog): RowOfTable | null {
  const id = valueIfThere(found, 'row_key') ?? valueIfThere(found, 'row_id');
  if (isOwn(check) || typeof table !== 'string' || named === undefined || id === null) return null;
  const declared = catalog.foreignKeys.find((foreignKey) => foreignKey.table === table)?.key?.column;
  return { table, key: declared ?? KEYS.get(table) ?? 'id', id: withoutQuotes(id) };
}

/** An id of 64 bits as a number: MySQL compares a quoted one by way of a float. A UUID without hyphens may be digits, too. */
export function withoutQuotes(value: DatabaseValue): DatabaseValue {
  return typeof value === 'string' && value.length < 20 && isWholeNumber(rowId(value)) ? BigInt(value) : value;
}
