import type { Kysely } from 'kysely';
import type { HistoryTables } from './history-tables.ts';
import type { OpenFilter } from './open-spans.ts';

/** A check that was looked at. */
export interface LookedCheck {
  readonly check_no: number;
  readonly word: string;
  readonly looked_at: string;
}

/** The checks that are asked for, of those that were looked at. */
export async function lookedChecks(
  database: Kysely<HistoryTables>,
  subject: number,
  { checks }: Pick<OpenFilter, 'checks'>,
): Promise<readonly LookedCheck[]> {
  if (checks?.length === 0) return [];
  let query = database
    .selectFrom('peerquest_audit_check_state as state')
    .innerJoin('peerquest_audit_word as word', (join) =>
      join.onRef('word.subject_id', '=', 'state.subject_id').onRef('word.word_no', '=', 'state.check_no'),
    )
    .select(['state.check_no', 'state.looked_at', 'word.word'])
    .where('state.subject_id', '=', subject)
    .orderBy('state.check_no');
  if (checks !== undefined) query = query.where('word.word', 'in', checks);
  return (await query.execute()).map((row) => ({ ...row, check_no: Number(row.check_no) }));
}
