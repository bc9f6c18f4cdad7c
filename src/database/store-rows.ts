import { CompiledQuery, type Kysely } from 'kysely';
import { chunks } from './chunks.ts';

/** A row of the store, by the names of its columns. */
export type StoreRow = Readonly<Record<string, string | number | Uint8Array | null>>;

/**
 * Adds many rows to a table of the store, within the transaction that is open: quicker than Kysely, which makes a tree of nodes of all values.
 * Names of tables and columns are the caller's own words, and the same for all rows.
 */
export type InsertRows = <Tables>(transaction: Kysely<Tables>, table: string, rows: readonly StoreRow[]) => Promise<void>;

/** Rows of one statement: engines limit the number of parameters. */
const AT_ONCE = 100;

/** Adds rows some at a time. */
export function insertBy(statementOf: (start: string, columns: readonly string[], rows: readonly StoreRow[]) => CompiledQuery): InsertRows {
  return async (transaction, table, rows) => {
    const columns = Object.keys(rows[0] ?? {});
    for (const some of chunks(rows, AT_ONCE)) {
      await transaction.executeQuery(statementOf(`insert into ${table} (${columns.join()}) values `, columns, some));
    }
  };
}
