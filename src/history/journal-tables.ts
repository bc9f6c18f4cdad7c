import type { Whole } from './whole.ts';

/** What the audited database made of a transaction, as far as the journal knows. */
export type TransactionState = 'intended' | 'committed' | 'rolled-back' | 'unknown';

/** How far a run came. */
export type RunState = 'running' | 'finished' | 'interrupted' | 'failed';

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

/** The tables of runs and their transactions. */
export type JournalTables = Readonly<{
  peerquest_audit_run: RunTable;
  peerquest_audit_transaction: TransactionTable;
  peerquest_audit_payload: PayloadTable;
}>;
