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
  /** Signs what the run is; null where it is not signed. */
  readonly seal: string | null;
  /** Signs how it ended, and all its transactions. */
  readonly end_seal: string | null;
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
  /** Signs what the transaction is to change; null where it is not signed. */
  readonly seal: string | null;
  /** Signs what became of it. */
  readonly outcome_seal: string | null;
}

/** What a transaction changed. Written once: it is apart from the row that takes its outcome, which is short. */
interface PayloadTable {
  readonly run_id: string;
  readonly number: Whole;
  /** JSON. */
  readonly payload: string;
}

interface AcknowledgementTable {
  readonly database_identity: string;
  readonly fingerprint: string;
  readonly check_id: string;
  readonly finding_key: string;
  /** Hash of the finding's expected and actual values. */
  readonly evidence: string;
  readonly reason: string;
  readonly acknowledged_by: string;
  /** `YYYY-MM-DD`, UTC. */
  readonly acknowledged_on: string;
  /** The last day on which it holds; null for no end. */
  readonly holds_until: string | null;
}

interface FileTable {
  readonly database_identity: string;
  /** SHA-256 of the path. */
  readonly path_hash: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: Whole;
  readonly modified_at: string;
  readonly verified_at: string;
  readonly changed_to: string | null;
}

interface FileReadingTable {
  readonly database_identity: string;
  /** Which share of the files. */
  readonly part: string;
  readonly started_at: string;
  readonly finished_at: string | null;
}

/** The store's tables. Their names share a beginning: the store may live in another application's database. */
export type StoreSchema = Readonly<{
  peerquest_audit_run: RunTable;
  peerquest_audit_transaction: TransactionTable;
  peerquest_audit_payload: PayloadTable;
  peerquest_audit_acknowledgement: AcknowledgementTable;
  peerquest_audit_file: FileTable;
  peerquest_audit_file_reading: FileReadingTable;
}>;

/** The tables in which Kysely's migrator keeps its own books. */
export const MIGRATION_TABLE = 'peerquest_audit_migration';
export const MIGRATION_LOCK_TABLE = 'peerquest_audit_migration_lock';
