import type { Selectable } from 'kysely';
import { LONGEST_MESSAGE } from '../database/index.ts';
import { count, nullable, object, oneOf, optional, recordOf, shaped, text, type Shaped } from '../shape.ts';
import type { JournalTables, RunState, TransactionState } from './journal-tables.ts';
import { Damage } from './damage.ts';

const tally = object({ entities: count, changes: count });

/** What this version reads of how a run was asked for; another one may have kept more. */
const OPTIONS = object({
  subject: optional(text),
  user: optional(nullable(object({ username: nullable(text) }))),
  found: optional(nullable(recordOf(nullable(count)))),
  kinds: optional(recordOf(recordOf(text))),
});

/** What this version reads of how a run ended. */
const SUMMARY = object({
  applied: optional(tally),
  conflicts: optional(tally),
  alreadyDone: optional(tally),
  failed: optional(tally),
  stoppedBy: optional(nullable(text)),
  verified: optional(nullable(object({ fixed: count, remaining: count, appeared: count }))),
});

type Further = Readonly<Record<string, unknown>>;

/** How a run was asked for: plain data, kept as JSON. What has no name here is kept and signed with the rest. */
export type RunOptions = Shaped<typeof OPTIONS> & Further;

/** What a run came to: plain data, kept as JSON. */
export type RunSummary = Shaped<typeof SUMMARY> & Further;

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
  readonly options: RunOptions;
}

/** How a run ended. */
export interface RunEnd {
  readonly state: Exclude<RunState, 'running'>;
  readonly finishedAt: string;
  readonly summary: RunSummary | null;
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
  /** Null until the run ends, and where it was cut off. */
  readonly summary: RunSummary | null;
  readonly transactions: Readonly<Record<TransactionState, TransactionCount>>;
  /** Signs what the run is, and how it ended; null where it is not signed. */
  readonly seal: string | null;
  readonly endSeal: string | null;
}

/** Bytes of a payload, which comes back from a server's store in one message beside what else is known of its transaction. A store may hold anything. */
export const LONGEST_PAYLOAD = LONGEST_MESSAGE - 4 * 2 ** 20;

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
  /** Whether the operator's key has signed it, and its outcome: no other program wrote it, and it stands where it was written. */
  readonly isSigned: boolean;
}

type RunRow = Selectable<JournalTables['peerquest_audit_run']>;
/** A transaction's row, with what it changed. */
export type TransactionRow = Selectable<JournalTables['peerquest_audit_transaction']> & {
  /** Null where it is longer than any payload. */
  readonly payload: string | null;
};

/** The row of a run that begins. */
export function runRow(run: NewRun, seal: string | null) {
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
    seal,
    end_seal: null,
  } as const;
}

const total = object({ transactions: count, changes: count });

const RUN = object({
  id: text,
  mode: oneOf(['fix', 'undo']),
  state: oneOf(['running', 'finished', 'interrupted', 'failed']),
  startedAt: text,
  finishedAt: nullable(text),
  toolVersion: text,
  operator: text,
  processId: count,
  database: object({ identity: text, engine: text, name: text }),
  undoes: nullable(text),
  options: OPTIONS,
  summary: nullable(SUMMARY),
  transactions: object({ intended: total, committed: total, 'rolled-back': total, unknown: total }),
  seal: nullable(text),
  endSeal: nullable(text),
});

const TRANSACTION = object({
  runId: text,
  number: count,
  state: oneOf(['intended', 'committed', 'rolled-back', 'unknown']),
  transactionId: nullable(text),
  entities: count,
  changes: count,
  intendedAt: text,
  settledAt: nullable(text),
  payload: text,
});

const mistyped = (what: string) => (misfit: string) => new Damage(`of ${what}, ${misfit}`);

/**
 * A run from its row.
 *
 * @throws SyntaxError, Damage when another program has written into the row
 */
export function runRecord(row: RunRow, counts: ReadonlyMap<TransactionState, TransactionCount>): RunRecord {
  const of = (state: TransactionState): TransactionCount => counts.get(state) ?? { transactions: 0, changes: 0 };
  const record = {
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
    seal: row.seal,
    endSeal: row.end_seal,
  };
  return shaped(record, RUN, mistyped(`run ${row.id}`));
}

/** The row of a transaction that is about to be committed. */
export function transactionRow(transaction: NewTransaction, seal: string | null) {
  return {
    run_id: transaction.runId,
    number: transaction.number,
    state: 'intended',
    transaction_id: transaction.transactionId,
    entities: transaction.entities,
    changes: transaction.changes,
    intended_at: transaction.intendedAt,
    settled_at: null,
    seal,
    outcome_seal: null,
  } as const;
}

/**
 * A transaction from its row, with what it changed.
 *
 * @throws Damage when another program has written into the row
 */
export function transactionRecord(row: TransactionRow): Omit<TransactionRecord, 'isSigned'> {
  if (row.payload === null) {
    throw new Damage(`transaction ${row.number} of run ${row.run_id} has more than ${LONGEST_PAYLOAD / 2 ** 20} MiB, or nothing at all`);
  }
  const read = {
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
  return shaped(read, TRANSACTION, mistyped(`transaction ${row.number} of run ${row.run_id}`));
}

/** JSON of plain data; nothing at all is null. */
export const jsonText = (data: unknown): string => JSON.stringify(data ?? null);
