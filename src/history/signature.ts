import type { Kysely } from 'kysely';
import type { JournalTables } from './journal-tables.ts';
import { transactionRecord, type RunRecord, type TransactionRecord, type TransactionRow } from './records.ts';
import { transactionsDigest, type Seals } from './seals.ts';
import { storedSeals } from './written-seals.ts';

/** Whether a run is as the operator's tool has written it; if not, why nobody can tell, as a clause. */
export type Signature = { readonly isValid: true } | { readonly isValid: false; readonly reason: string };

/** Looks at what a run is, how it ended, and whether all its transactions are there; each of these is signed by itself. */
export async function signatureOf(database: Kysely<JournalTables>, seals: Seals, run: RunRecord): Promise<Signature> {
  if (!isRunSigned(seals, run)) {
    const reason = run.seal === null ? 'it is not signed' : (seals.trouble ?? 'its signature is not one of this account’s key');
    return { isValid: false, reason };
  }
  // A run that was cut off has no end: its transactions are looked at one by one, and those at its end could be missing.
  if (run.finishedAt === null || run.state === 'running') return { isValid: true };
  const { id, state, finishedAt, summary, endSeal } = run;
  const digest = transactionsDigest(await storedSeals(database, id));
  if (seals.fits(endSeal, seals.end(id, { state, finishedAt, summary }, digest))) return { isValid: true };
  return { isValid: false, reason: 'how it ended, or what belongs to it, is not what was signed' };
}

/** Whether the operator's key has signed what the run is. */
export function isRunSigned(seals: Seals, run: RunRecord): boolean {
  return seals.fits(run.seal, seals.run(run));
}

/**
 * A transaction from its row, and whether the operator's key has signed it and its outcome.
 *
 * @throws Damage when another program has written into the row
 */
export function signedTransaction(seals: Seals, row: TransactionRow): TransactionRecord {
  const record = transactionRecord(row);
  const { runId, number, state, settledAt } = record;
  const isSettled = state === 'intended' || seals.fits(row.outcome_seal, seals.outcome(runId, number, state, settledAt));
  return { ...record, isSigned: isSettled && seals.fits(row.seal, seals.intent(record)) };
}
