import type { Selectable } from 'kysely';
import type { RunState, StoreSchema, TransactionState } from './schema.ts';

/** A run that begins. */
export interface NewRun {
  /** A UUID. */
  readonly id: string;
  readonly mode: 'fix' | 'undo';
  /** ISO 8601, UTC: runs are ordered by it. */
  readonly startedAt: string;
  readonly toolVersion: string;
  /** Who started it: account@host. */
  readonly operator: string;
  readonly processId: number;
  readonly database: { readonly identity: string; readonly engine: string; readonly name: string };
  /** The id of the run that this one takes back. */
  readonly undoes: string | null;
  /** Plain data, kept as JSON. */
  readonly options: unknown;
}

/** How a run ended. */
export interface RunEnd {
  readonly state: Exclude<RunState, 'running'>;
  readonly finishedAt: string;
  /** Plain data, kept as JSON. */
  readonly summary: unknown;
}

/** Transactions, and the changes in them. */
export interface TransactionCount {
  readonly transactions: number;
  readonly changes: number;
}

/** A run as the store knows it. */
export interface RunRecord extends NewRun {
  readonly state: RunState;
  readonly finishedAt: string | null;
  /** Null until the run ends. */
  readonly summary: unknown;
  readonly transactions: Readonly<Record<TransactionState, TransactionCount>>;
}

/** A transaction that is about to be committed to the audited database. */
export interface NewTransaction {
  readonly runId: string;
  /** From 1, in the order of the run. */
  readonly number: number;
  /** The audited server's own id of the transaction, where it has one. */
  readonly transactionId: string | null;
  readonly entities: number;
  readonly changes: number;
  /** ISO 8601, UTC. */
  readonly intendedAt: string;
  /** JSON, of many megabytes at most; opaque to the store. */
  readonly payload: string;
}

/** A transaction as the journal knows it. */
export interface TransactionRecord extends NewTransaction {
  readonly state: TransactionState;
  readonly settledAt: string | null;
}

type RunRow = Selectable<StoreSchema['peerquest_audit_run']>;
type TransactionRow = Selectable<StoreSchema['peerquest_audit_transaction'] & StoreSchema['peerquest_audit_payload']>;

/** The row of a run that begins. */
export function runRow(run: NewRun) {
  return {
    id: run.id,
    mode: run.mode,
    state: 'running',
    started_at: run.startedAt,
    finished_at: null,
    tool_version: run.toolVersion,
    operator: run.operator,
    process_id: run.processId,
    database_identity: run.database.identity,
    database_engine: run.database.engine,
    database_name: run.database.name,
    undoes: run.undoes,
    options: jsonText(run.options),
    summary: null,
  } as const;
}

/**
 * A run from its row.
 *
 * @throws SyntaxError when somebody else has written into the row
 */
export function runRecord(row: RunRow, counts: ReadonlyMap<TransactionState, TransactionCount>): RunRecord {
  const of = (state: TransactionState): TransactionCount => counts.get(state) ?? { transactions: 0, changes: 0 };
  return {
    id: row.id,
    mode: row.mode,
    state: row.state,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    toolVersion: row.tool_version,
    operator: row.operator,
    processId: Number(row.process_id),
    database: { identity: row.database_identity, engine: row.database_engine, name: row.database_name },
    undoes: row.undoes,
    options: JSON.parse(row.options) as unknown,
    summary: row.summary === null ? null : (JSON.parse(row.summary) as unknown),
    transactions: { intended: of('intended'), committed: of('committed'), 'rolled-back': of('rolled-back'), unknown: of('unknown') },
  };
}

/** The row of a transaction that is about to be committed. */
export function transactionRow(transaction: NewTransaction) {
  return {
    run_id: transaction.runId,
    number: transaction.number,
    state: 'intended',
    transaction_id: transaction.transactionId,
    entities: transaction.entities,
    changes: transaction.changes,
    intended_at: transaction.intendedAt,
    settled_at: null,
  } as const;
}

/** A transaction from its row, with what it changed. */
export function transactionRecord(row: TransactionRow): TransactionRecord {
  return {
    runId: row.run_id,
    number: Number(row.number),
    state: row.state,
    transactionId: row.transaction_id,
    entities: Number(row.entities),
    changes: Number(row.changes),
    intendedAt: row.intended_at,
    settledAt: row.settled_at,
    payload: row.payload,
  };
}

/** JSON of plain data; nothing at all is null. */
export const jsonText = (data: unknown): string => JSON.stringify(data ?? null);
