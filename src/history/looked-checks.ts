import type { Kysely } from 'kysely';
import type { HistoryTables } from './history-tables.ts';
import type { OpenFilter } from './open-spans.ts';

/** A check that was looked at. */
export interface LookedCheck {
  readonly check_no: number;
  readonly word: string;
  readonly looked_at: string;
  /** The run that has looked at it last, where a state is asked for: what it has begun is new, or has returned. */
  readonly last: number | null;
}

/** The checks that are asked for, of those that were looked at. */
export async function lookedChecks(
  database: Kysely<HistoryTables>,
  subject: number,
  { checks, state }: Pick<OpenFilter, 'checks' | 'state'>,
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
  const looked = (await query.execute()).map((row) => ({ ...row, check_no: Number(row.check_no), last: null }));
  if (state === undefined) return looked;
  const last = await lastLooks(database, subject);
  return looked.flatMap((check) => (last.has(check.check_no) ? { ...check, last: last.get(check.check_no) ?? null } : []));
}

/** By check, the run that has looked at it last. */
async function lastLooks(database: Kysely<HistoryTables>, subject: number): Promise<ReadonlyMap<number, number>> {
  const rows = await database
    .selectFrom('peerquest_audit_check_state as state')
    .select('state.check_no')
    .select((eb) =>
      eb
        .selectFrom('peerquest_audit_look as look')
        .select('look.number')
        .whereRef('look.subject_id', '=', 'state.subject_id')
        .whereRef('look.check_no', '=', 'state.check_no')
        .where('look.extent', '!=', 'none')
        .orderBy('look.number', 'desc')
        .limit(1)
        .as('number'),
    )
    .where('state.subject_id', '=', subject)
    .execute();
  return new Map(rows.flatMap(({ check_no, number }) => (number === null ? [] : [[Number(check_no), Number(number)]])));
}
