import type { Kysely } from 'kysely';
import { systemClock } from '../clock.ts';
import { StoreError } from '../errors.ts';
import { jsonText, LONGEST_PAYLOAD, runRow, transactionRow, type NewRun, type NewTransaction, type RunEnd } from './records.ts';
import type { StoreSchema, TransactionState } from './schema.ts';
import { transactionsDigest, type Seals } from './seals.ts';
import { together } from './together.ts';

/** Writes runs and their transactions, signed. */
export interface JournalWriter {
  startRun(run: NewRun): Promise<void>;
  finishRun(id: string, end: RunEnd): Promise<void>;
  writeIntent(intent: NewTransaction): Promise<void>;
  settle(runId: string, number: number, state: Exclude<TransactionState, 'intended'>): Promise<void>;
}

/** @param requireRow told how many rows an update met, of what; throws where there was none */
export function journalWriter(
  database: Kysely<StoreSchema>,
  seals: Seals,
  requireRow: (rows: bigint, what: string) => void,
): JournalWriter {
  // What this process has written of its runs: a transaction that is taken away before the run ends is missed.
  const written = new Map<string, Map<number, string | null>>();
  return {
    async startRun(run) {
      await database
        .insertInto('peerquest_audit_run')
        .values(runRow(run, seals.run(run)))
        .execute();
      written.set(run.id, new Map());
    },

    async finishRun(id, end) {
      const { state, finishedAt, summary } = end;
      const transactions = transactionsDigest(written.get(id) ?? (await sealsOf(database, id)));
      const { numUpdatedRows } = await database
        .updateTable('peerquest_audit_run')
        .set({ state, finished_at: finishedAt, summary: jsonText(summary), end_seal: seals.end(id, end, transactions) })
        .where('id', '=', id)
        .executeTakeFirst();
      requireRow(numUpdatedRows, `run ${id}`);
    },

    async writeIntent(intent) {
      const { runId: run_id, number, payload } = intent;
      // It would not be read again, and what cannot be undone is not done.
      if (Buffer.byteLength(payload) > LONGEST_PAYLOAD) {
        throw new StoreError(
          'JOURNAL_TOO_LARGE',
          `The journal of this transaction would have more than ${LONGEST_PAYLOAD / 2 ** 20} MiB: repair fewer records at a time, as with --user or --only.`,
        );
      }
      const seal = seals.intent(intent);
      try {
        await together(database, async (transaction) => {
          await transaction.insertInto('peerquest_audit_transaction').values(transactionRow(intent, seal)).execute();
          await transaction.insertInto('peerquest_audit_payload').values({ run_id, number, payload }).execute();
        });
        written.get(run_id)?.set(number, seal);
      } catch (error) {
        // Whether it is there, only the store can tell.
        written.delete(run_id);
        throw error;
      }
    },

    async settle(runId, number, state) {
      const settledAt = systemClock().toISOString();
      const { numUpdatedRows } = await database
        .updateTable('peerquest_audit_transaction')
        .set({ state, settled_at: settledAt, outcome_seal: seals.outcome(runId, number, state, settledAt) })
        .where('run_id', '=', runId)
        .where('number', '=', number)
        .executeTakeFirst();
      requireRow(numUpdatedRows, `transaction ${number} of run ${runId}`);
    },
  };
}

/** The seals of a run's transactions, as the store has them. */
export async function sealsOf(database: Kysely<StoreSchema>, runId: string): Promise<ReadonlyMap<number, string | null>> {
  const rows = await database.selectFrom('peerquest_audit_transaction').select(['number', 'seal']).where('run_id', '=', runId).execute();
  return new Map(rows.map(({ number, seal }) => [Number(number), seal]));
}
