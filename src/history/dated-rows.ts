import type { Kysely } from 'kysely';
import type { DatedRows } from '../model/index.ts';
import { count, listOf, misfitOf, nullable, object, optional, recordOf, text } from '../shape.ts';
import { checkWord } from './check-word.ts';
import type { HistoryTables } from './history-tables.ts';
import { unpacked } from './packed.ts';
import { Damage } from './damage.ts';

const KEPT = object({
  result: nullable(object({ datedRows: optional(listOf(object({ check: text, rows: nullable(recordOf(count)) }))) })),
});

/**
 * The rows of the hours of bursts as the last run that looked at all of a check has counted them: by the ids of the checks, of those of
 * which it has counted any, or tried to.
 */
export async function readDatedRows(
  database: Kysely<HistoryTables>,
  subject: number,
  checks: readonly string[],
): Promise<ReadonlyMap<string, DatedRows['rows']>> {
  const known = new Map<string, DatedRows['rows']>();
  if (checks.length === 0) return known;
  const looks = await database
    .selectFrom('peerquest_audit_look as look')
    .innerJoin('peerquest_audit_word as word', checkWord('look'))
    .select(({ fn }) => ['word.word', fn.max('look.number').as('number')])
    .where('look.subject_id', '=', subject)
    .where('look.extent', 'in', ['all', 'under'])
    .where('word.word', 'in', checks)
    .groupBy('word.word')
    .execute();
  for (const number of new Set(looks.map((look) => Number(look.number)))) {
    const run = await database
      .selectFrom('peerquest_audit_recording')
      .select(['id', 'data'])
      .where('subject_id', '=', subject)
      .where('number', '=', number)
      .executeTakeFirst();
    if (run?.data == null) continue;
    const data = unpacked(run.data, `run ${run.id}`);
    const misfit = misfitOf(data, KEPT);
    if (misfit !== null) throw new Damage(`run ${run.id} cannot be read: ${misfit}`);
    for (const { check, rows } of (data as KeptRows).result?.datedRows ?? []) {
      if (looks.some((look) => look.word === check && Number(look.number) === number)) known.set(check, rows);
    }
  }
  return known;
}

interface KeptRows {
  readonly result: { readonly datedRows?: readonly DatedRows[] } | null;
}
