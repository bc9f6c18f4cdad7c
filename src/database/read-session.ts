import { DatabaseError } from '../errors.ts';
import type { ServerFacts } from '../model/index.ts';
import type { Capabilities } from './capabilities.ts';
import type { Catalog } from './catalog.ts';
import type { ConstraintKit } from './constraints.ts';
import type { Instance } from './instance.ts';
import type { ImageRequest } from './row-image.ts';
import type { DatabaseRow, Query } from './query.ts';
import type { TableSchema } from './table-schema.ts';

export type { DatabaseRow, DatabaseValue, Query } from './query.ts';

/** How numbers come: as the driver gives them, exact, or as numbers whatever the engine, as far as a number holds them (`plainNumber`). */
export type Numbers = 'as-given' | 'plain';

/** One thing that was looked at, and what to think of it. */
export interface Diagnostic {
  readonly topic: string;
  /** `ok`: as it should be; `note`: good to know; `advice`: would be better otherwise; `problem`: stands in the way. */
  readonly level: 'ok' | 'note' | 'advice' | 'problem';
  readonly text: string;
}

/** Whether an error has ended the snapshot: no further query can be answered from it, and another snapshot may fare better. */
export function endsSnapshot(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === 'RECOVERY_CONFLICT';
}

/** What a preview in a snapshot and a repair in a transaction both read with: the same statements see both. */
export interface RowSource {
  /** As reports name it: what answers may be known more exactly than from the address (MariaDB). */
  readonly engine: string;
  /** File name or database name; never a password. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** All rows of a query that is known to be small. Several may be asked at once: they are answered one after the other. */
  all(query: Query): Promise<readonly DatabaseRow[]>;
  /** Columns of the rows with these keys, and a hash over whole rows; rows that are not there are left out. */
  images(request: ImageRequest): Promise<readonly DatabaseRow[]>;
  /** What the database does and demands when rows of these tables are written; tables that are not there are left out. */
  schema(tables: readonly string[]): Promise<readonly TableSchema[]>;
  /** Hash of what identifies the database: the same from every machine, another one for every copy. */
  identity(): Promise<string>;
  /**
   * What this connection leads to: all connections of a run must lead to the same (see `isSameInstance`).
   *
   * @param tables those that the run is about, the same ones each time
   */
  instance(tables: readonly string[]): Promise<Instance>;
  /**
   * Whether the address leads to something else by now than what this connection has open, which goes on being the old one. Of a server that
   * cannot be told from within a connection: false.
   */
  replaced(): Promise<boolean>;
}

/**
 * One read snapshot of one database, in a session that cannot write: the engine refuses, not good intentions
 * (SQLite opened read-only with `query_only`; PostgreSQL and MySQL in a read-only transaction).
 */
export interface ReadSession extends RowSource {
  readonly catalog: Catalog;
  /** What the server said of itself when the snapshot was taken. */
  readonly facts: ServerFacts;
  /** A query as text with its values in it, to be pasted into this engine's own shell. */
  pasted(query: Query): Promise<string>;
  /**
   * Streams a query in batches; memory does not grow with the number of rows.
   *
   * @param numbers how the values of number columns come
   */
  stream(query: Query, numbers?: Numbers): AsyncIterable<readonly DatabaseRow[]>;
  /** What `doctor` wants to know of this engine, server and account; `tables` are those that matter. */
  diagnose(tables: readonly string[]): Promise<readonly Diagnostic[]>;
  /** Constraints that are there, and the engine's words for new ones. */
  constraints(): Promise<ConstraintKit>;
  /** Stops the statement that is running, so that no server goes on working for nobody. */
  cancel(): Promise<void>;
  /** Ends the snapshot and the connection. */
  close(): Promise<void>;
}
