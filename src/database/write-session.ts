import type { DatabaseValue, RowSource } from './read-session.ts';
import type { KeyRow } from './row-image.ts';
import type { TableSchema } from './table-schema.ts';

/** Stands for the database's own UTC clock where a value is written. */
export const NOW = Symbol('now');

/** A value to write: as a driver reads it, or {@link NOW}. */
export type WrittenValue = DatabaseValue | typeof NOW;
export type WrittenRow = Readonly<Record<string, WrittenValue>>;

/** New values for the row with this key. Rows of one call change the same columns. */
export interface RowUpdate {
  readonly key: KeyRow;
  readonly values: WrittenRow;
}

/** Who holds the repair lock of a database, as far as can be seen from here. */
export interface LockHolder {
  readonly host: string | null;
  readonly pid: number | null;
  /** ISO 8601 UTC. */
  readonly since: string | null;
}

/** What the user vouches for where a server alone cannot rule it out; without it a repair is refused there. */
export interface Allowances {
  /** Of a cluster in which each node takes writes: nobody writes to another node meanwhile, where our locks hold nothing. */
  readonly singleWriter: boolean;
  /** Of a server that is set up as a replica: it has been promoted and is the primary now. */
  readonly promoted: boolean;
}

/** Nothing is vouched for. */
export const NO_ALLOWANCES: Allowances = { singleWriter: false, promoted: false };

/** This process, as a holder of the lock names itself. */
export interface LockClaim {
  readonly host: string;
  readonly pid: number;
}

/**
 * One connection that may write, in transactions at READ COMMITTED (SQLite: `BEGIN IMMEDIATE`). Writes are set-based: a
 * call writes all its rows. Errors are DatabaseErrors whose `code` says whether trying again can help (see
 * `isTransient`).
 */
export interface WriteSession extends RowSource {
  /**
   * Takes the repair lock of lanes of the database, in the first of which this session then writes, or tells who has one. Every repair
   * takes the locks of all lanes (see `repairLanes`), so that none begins while a transaction of another can still commit.
   */
  lock(claim: LockClaim, lanes: readonly [number, ...number[]]): Promise<'locked' | LockHolder>;
  begin(): Promise<void>;
  /** The server's own id of the open transaction, by which its outcome can be asked for later; null where there is none. */
  transactionId(): Promise<string | null>;
  /** Each of these returns how many rows it wrote. */
  insert(table: TableSchema, rows: readonly WrittenRow[]): Promise<number>;
  update(table: TableSchema, rows: readonly RowUpdate[]): Promise<number>;
  delete(table: TableSchema, keys: readonly KeyRow[]): Promise<number>;
  /** Makes constraints that wait for the commit speak now. */
  checkConstraints(): Promise<void>;
  commit(): Promise<void>;
  /** Never throws: a transaction that cannot be rolled back has ended with its connection. */
  rollback(): Promise<void>;
  /** What became of a transaction of this server; null where it does not know. */
  outcomeOf(transactionId: string): Promise<'committed' | 'rolled-back' | null>;
  close(): Promise<void>;
}

const TRANSIENT = new Set(['DEADLOCK', 'LOCK_TIMEOUT', 'SERIALIZATION', 'DATABASE_BUSY', 'TABLE_CHANGED']);
const HOPELESS = new Set([
  'NO_PRIVILEGE',
  'ROWS_HIDDEN',
  'SETTING_REFUSED',
  'READ_ONLY',
  'DISK_FULL',
  'DATABASE_CORRUPT',
  'DATABASE_IO',
  'UNREADABLE_FILE',
  'DATABASE_REPLACED',
]);

/** Whether the same transaction may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(codeOfError(error));
}

/** Whether the connection is gone; the transaction went with it, unless it was just being committed. */
export function isLost(error: unknown): boolean {
  return codeOfError(error) === 'CONNECTION_LOST';
}

/** Whether no other row can fare better. */
export function isHopeless(error: unknown): boolean {
  return HOPELESS.has(codeOfError(error));
}

/** Whether a connection, or a file's name, leads to another database than before. */
export function isReplaced(error: unknown): boolean {
  return codeOfError(error) === 'DATABASE_REPLACED';
}

/** Whether every other row meets the same: another program holds the whole database. */
export function concernsAllRows(error: unknown): boolean {
  return codeOfError(error) === 'DATABASE_BUSY';
}

function codeOfError(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
