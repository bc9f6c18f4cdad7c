import type { DatabaseValue } from './query.ts';
import type { TableSchema } from './table-schema.ts';

/** Column values that name rows of one table; all of one list have the same columns. */
export type KeyRow = Readonly<Record<string, DatabaseValue>>;

/** The column in which a row's hash comes. */
export const DIGEST = 'peerquest_row_digest';

/** Rows to look at as they are now. */
export interface ImageRequest {
  readonly table: TableSchema;
  readonly columns: readonly string[];
  readonly keys: readonly KeyRow[];
  /** Columns that {@link DIGEST} covers: a row with the same hash is the same row. */
  readonly digestColumns: readonly string[];
  /** Whether the rows are held until the transaction ends. */
  readonly lock: boolean;
}
