import type { Dialect, Kysely, RawBuilder } from 'kysely';
import type { InsertRows } from './store-rows.ts';

/** The way to the tool's own store of runs: one connection, for Kysely. */
export interface StoreConnection {
  readonly dialect: Dialect;
  /** False for a file that this account can only read; a server says so itself when it comes to writing. */
  readonly writable: boolean;
  readonly ddl: StoreDdl;
  readonly insertRows: InsertRows;
}

/** What a store is opened for: `read` makes nothing, nor does `write`; `create` makes what is missing. */
export type StorePurpose = 'read' | 'write' | 'create';

/** What the engines say differently when the store's tables are made. */
export interface StoreDdl {
  /** A text of many megabytes. */
  readonly longText: RawBuilder<unknown>;
  /** Sixteen bytes. */
  readonly shortBytes: RawBuilder<unknown>;
  /** Many megabytes. */
  readonly longBytes: RawBuilder<unknown>;
  /** Stands after a table's columns. */
  readonly tableOptions: RawBuilder<unknown>;
  /** The same, for a table of many short rows that are to lie in the order of their key. */
  readonly clusteredOptions: RawBuilder<unknown>;
  /** Makes an index that may be there already. */
  createIndex(database: Kysely<unknown>, name: string, table: string, columns: readonly string[]): Promise<void>;
  /** Takes an index away that may be gone already. */
  dropIndex(database: Kysely<unknown>, name: string, table: string): Promise<void>;
  /** Whether a table has a column that a later migration takes away. */
  hasColumn(database: Kysely<unknown>, table: string, column: string): Promise<boolean>;
  /** The schema in which new tables are made; null where there is only one. */
  currentSchema(database: Kysely<unknown>): Promise<string | null>;
  /** Holds off other processes that migrate the same store, where Kysely does not. */
  exclusively<T>(database: Kysely<unknown>, work: () => Promise<T>): Promise<T>;
  /** Whether an error says that a table is not there. */
  isMissingTable(error: unknown): boolean;
}
