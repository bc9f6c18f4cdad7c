import { sql, type Kysely } from 'kysely';
import type { HistoryTables } from './history-tables.ts';
import type { JournalTables } from './journal-tables.ts';
import { together } from './together.ts';

/** What is taken away, or would be. */
export interface Pruned {
  /** Runs of which only the counts are left. */
  readonly runs: number;
  /** Spans of findings that had ended by then. */
  readonly findings: number;
  /** Runs whose changes can no longer be undone. */
  readonly journals: number;
}

/**
 * Takes away what runs before a time said, and findings that had ended by then; counts are kept for ever, and so is whatever is open. Each
 * subject at once, or not at all.
 *
 * @param before ISO 8601 UTC
 * @param journal also what an undo of those runs would need
 * @param dryRun only counts
 */
export async function prune(
  database: Kysely<HistoryTables & JournalTables>,
  before: string,
  { journal, dryRun }: { readonly journal: boolean; readonly dryRun: boolean },
): Promise<Pruned> {
  const pruned = { runs: 0, findings: 0, journals: 0 };
  const subjects = await database.selectFrom('peerquest_audit_subject').select(['id']).orderBy('id').execute();
  for (const { id } of subjects) {
    const subject = Number(id);
    await together(database, async (transaction) => {
      // As whoever records does: nobody adds to a subject meanwhile.
      await transaction
        .updateTable('peerquest_audit_subject')
        .set({ last_number: sql<number>`last_number` })
        .where('id', '=', subject)
        .execute();
      const last = await lastBefore(transaction, subject, before);
      if (last === null) return;
      const whole = await transaction
        .selectFrom('peerquest_audit_recording')
        .select(({ fn }) => fn.countAll<number | string>().as('runs'))
        .where('subject_id', '=', subject)
        .where('number', '<=', last)
        .where('data', 'is not', null)
        .executeTakeFirstOrThrow();
      const over = await transaction
        .selectFrom('peerquest_audit_span')
        .select(({ fn }) => fn.countAll<number | string>().as('spans'))
        .where('subject_id', '=', subject)
        .where('ended', '<=', last)
        .executeTakeFirstOrThrow();
      pruned.runs += Number(whole.runs);
      pruned.findings += Number(over.spans);
      if (!dryRun) await pruneSubject(transaction, subject, last);
    });
  }
  if (journal) pruned.journals = await pruneJournals(database, before, dryRun);
  return pruned;
}

/** The last run before a time, of those that no earlier one follows: what is kept of a later run may need it. */
async function lastBefore(database: Kysely<HistoryTables>, subject: number, before: string): Promise<number | null> {
  const first = await database
    .selectFrom('peerquest_audit_recording')
    .select(({ fn }) => fn.min('number').as('number'))
    .where('subject_id', '=', subject)
    .where('started_at', '>=', before)
    .executeTakeFirst();
  const last = await database
    .selectFrom('peerquest_audit_recording')
    .select(({ fn }) => fn.max('number').as('number'))
    .where('subject_id', '=', subject)
    .where('started_at', '<', before)
    .executeTakeFirst();
  if (last?.number == null) return null;
  const end = first?.number == null ? Number(last.number) : Math.min(Number(last.number), Number(first.number) - 1);
  return end < 1 ? null : end;
}

async function pruneSubject(database: Kysely<HistoryTables>, subject: number, last: number): Promise<void> {
  await database
    .updateTable('peerquest_audit_recording')
    .set({ data: null, rules: null })
    .where('subject_id', '=', subject)
    .where('number', '<=', last)
    .execute();
  await database.deleteFrom('peerquest_audit_log').where('subject_id', '=', subject).where('number', '<=', last).execute();
  await database
    .updateTable('peerquest_audit_look')
    .set({ seen: null, extent: 'none' })
    .where('subject_id', '=', subject)
    .where('number', '<=', last)
    .execute();
  await database.deleteFrom('peerquest_audit_span').where('subject_id', '=', subject).where('ended', '<=', last).execute();
  await database
    .deleteFrom('peerquest_audit_block')
    .where('subject_id', '=', subject)
    .where('block_no', 'not in', database.selectFrom('peerquest_audit_span').select('block_no').where('subject_id', '=', subject))
    .execute();
  await database
    .deleteFrom('peerquest_audit_rules')
    .where(
      'hash',
      'not in',
      database.selectFrom('peerquest_audit_recording').select('rules').where('rules', 'is not', null).$castTo<{ rules: string }>(),
    )
    .execute();
}

async function pruneJournals(database: Kysely<JournalTables>, before: string, dryRun: boolean): Promise<number> {
  const runs = await database
    .selectFrom('peerquest_audit_run')
    .select('id')
    .where('started_at', '<', before)
    .where('state', '!=', 'running')
    .execute();
  if (dryRun) return runs.length;
  for (const { id } of runs) {
    await together(database, async (transaction) => {
      await transaction.deleteFrom('peerquest_audit_payload').where('run_id', '=', id).execute();
      await transaction.deleteFrom('peerquest_audit_transaction').where('run_id', '=', id).execute();
      await transaction.deleteFrom('peerquest_audit_run').where('id', '=', id).execute();
    });
  }
  return runs.length;
}
