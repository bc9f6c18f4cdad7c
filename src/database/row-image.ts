import { text, type Shape } from '../shape.ts';
import { anything } from './answer-shape.ts';
import type { DatabaseValue } from './query.ts';
import type { TableSchema } from './table-schema.ts';

/** What each row of an answer to an {@link ImageRequest} has. */
export const imageOf = (columns: readonly string[]): Readonly<Record<string, Shape>> => ({
  ...Object.fromEntries(columns.map((column) => [column, anything])),
  [DIGEST]: text,
});

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
