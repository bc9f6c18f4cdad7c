import { sql, type Kysely } from 'kysely';
import { systemClock } from '../clock.ts';
import { StoreError } from '../errors.ts';
import type { JournalTables, TransactionState } from './journal-tables.ts';
import { LONGEST_PAYLOAD, transactionRow, type NewTransaction, type TransactionRecord } from './records.ts';
import type { Seals } from './seals.ts';
import { signedTransaction } from './signature.ts';
import { Damage } from './damage.ts';
import { together } from './together.ts';
import type { WrittenSeals } from './written-seals.ts';

/** The transactions of runs, and what they changed. */
export interface Journal {
  /** On disk when it resolves. */
  writeIntent(intent: NewTransaction): Promise<void>;
  settle(runId: string, number: number, state: Exclude<TransactionState, 'intended'>): Promise<void>;
  /** Transactions of runs on this database whose outcome nobody has recorded, oldest first. */
  openIntents(databaseIdentity: string): Promise<readonly TransactionRecord[]>;
  /** One at a time, from the first or the last of a run: a payload can be megabytes. */
  transactions(runId: string, from: 'first' | 'last'): AsyncIterable<TransactionRecord>;
}

/** The journal of a store. */
export function journal(database: Kysely<JournalTables>, seals: Seals, written: WrittenSeals): Journal {
  return {
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
        written.add(run_id, number, seal);
      } catch (error) {
        // Whether it is there, only the store can tell.
        written.forget(run_id);
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
      if (numUpdatedRows === 0n) throw new Damage(`it has lost transaction ${number} of run ${runId}`);
    },

    async openIntents(databaseIdentity) {
      const rows = await transactionsOf(database)
        .innerJoin('peerquest_audit_run as run', 'run.id', 'transaction.run_id')
        .where('transaction.state', '=', 'intended')
        .where('run.database_identity', '=', databaseIdentity)
        .orderBy('transaction.intended_at')
        .orderBy('transaction.run_id')
        .orderBy('transaction.number')
        .execute();
      return rows.map((row) => signedTransaction(seals, row));
    },

    async *transactions(runId, from) {
      let last: number | null = null;
      for (;;) {
        const record = await neighbour(database, seals, runId, from, last);
        if (record === null) return;
        yield record;
        last = record.number;
      }
    },
  };
}

/** Transactions with what they changed, unless that is longer than a machine takes. */
const transactionsOf = (database: Kysely<JournalTables>) =>
  database
    .selectFrom('peerquest_audit_transaction as transaction')
    .innerJoin('peerquest_audit_payload as payload', (join) =>
      join.onRef('payload.run_id', '=', 'transaction.run_id').onRef('payload.number', '=', 'transaction.number'),
    )
    .selectAll('transaction')
    .select(
      sql<
        string | null
      >`case when length(${sql.ref('payload.payload')}) <= ${sql.lit(LONGEST_PAYLOAD)} then ${sql.ref('payload.payload')} end`.as(
        'payload',
      ),
    );

/** The transaction of a run that comes after another one, or first. A query each, so that others can run in between. */
async function neighbour(
  database: Kysely<JournalTables>,
  seals: Seals,
  runId: string,
  from: 'first' | 'last',
  after: number | null,
): Promise<TransactionRecord | null> {
  let query = transactionsOf(database).where('transaction.run_id', '=', runId).limit(1);
  query = query.orderBy('transaction.number', from === 'first' ? 'asc' : 'desc');
  if (after !== null) query = query.where('transaction.number', from === 'first' ? '>' : '<', after);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : signedTransaction(seals, row);
}
