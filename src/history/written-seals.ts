import type { Kysely } from 'kysely';
import type { JournalTables } from './journal-tables.ts';

/** By the number of a transaction, its seal. */
export type TransactionSeals = ReadonlyMap<number, string | null>;

/** What this process has written of its runs: a transaction that is taken away before the run ends is missed. */
export class WrittenSeals {
  readonly #written = new Map<string, Map<number, string | null>>();

  /** A run that begins. */
  begin(runId: string): void {
    this.#written.set(runId, new Map());
  }

  /** A transaction of a run that was begun here. */
  add(runId: string, number: number, seal: string | null): void {
    this.#written.get(runId)?.set(number, seal);
  }

  /** What was written of a run is not known any more: only the store can tell. */
  forget(runId: string): void {
    this.#written.delete(runId);
  }

  /** The seals of a run's transactions, as they were written here; null for a run of which that is not known. */
  of(runId: string): TransactionSeals | null {
    return this.#written.get(runId) ?? null;
  }
}

/** The seals of a run's transactions, as the store has them. */
export async function storedSeals(database: Kysely<JournalTables>, runId: string): Promise<TransactionSeals> {
  const rows = await database.selectFrom('peerquest_audit_transaction').select(['number', 'seal']).where('run_id', '=', runId).execute();
  return new Map(rows.map(({ number, seal }) => [Number(number), seal]));
}
