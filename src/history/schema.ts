import type { ColumnType } from 'kysely';

/** What the audited database made of a transaction, as far as the journal knows. */
export type TransactionState = 'intended' | 'committed' | 'rolled-back' | 'unknown';

/** How far a run came. */
export type RunState = 'running' | 'finished' | 'interrupted' | 'failed';

/** A whole number: PostgreSQL's driver is set to hand over texts, the others hand over numbers. */
type Whole = ColumnType<number | string, number, number>;

interface RunTable {
  readonly id: string;
  readonly mode: 'fix' | 'undo';
  readonly state: RunState;
  readonly started_at: string;
  readonly finished_at: string | null;
  readonly tool_version: string;
  readonly operator: string;
  readonly process_id: Whole;
  readonly database_identity: string;
  readonly database_engine: string;
  readonly database_name: string;
  /** The run that this one takes back. */
  readonly undoes: string | null;
  /** JSON. */
  readonly options: string;
  /** JSON. */
  readonly summary: string | null;
}

interface TransactionTable {
  readonly run_id: string;
  readonly number: Whole;
  readonly state: TransactionState;
  readonly transaction_id: string | null;
  readonly entities: Whole;
  readonly changes: Whole;
  readonly intended_at: string;
  readonly settled_at: string | null;
  readonly payload: string;
}

/** The store's tables. Their names share a beginning: the store may live in another application's database. */
export type StoreSchema = Readonly<{
  peerquest_audit_run: RunTable;
  peerquest_audit_transaction: TransactionTable;
}>;

/** The tables in which Kysely's migrator keeps its own books. */
export const MIGRATION_TABLE = 'peerquest_audit_migration';
export const MIGRATION_LOCK_TABLE = 'peerquest_audit_migration_lock';
