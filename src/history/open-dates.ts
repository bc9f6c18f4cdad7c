import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely, Selectable } from 'kysely';
import { dateOf, type DatedFinding } from '../model/index.ts';
import { Begun } from './begun.ts';
import type { HistoryTables } from './history-tables.ts';
import { Blocks } from './recorded-findings.ts';

/** Findings that are read at a time: three numbers each. */
const PAGE = 10_000;

/**
 * When what is there of a subject dates from, without what is acknowledged, some thousand findings at a time. What an earlier version has recorded
 * without a date says it in its evidence: that is unpacked.
 *
 * @param members the member of the evidence that says it, by the ids of the checks that have one
 */
export async function* readOpenDates(
  database: Kysely<HistoryTables>,
  subject: number,
  members: ReadonlyMap<string, string>,
): AsyncGenerator<readonly DatedFinding[]> {
  if (members.size === 0) return;
  const [begun, blocks] = [new Begun(database, subject), new Blocks(database, subject)];
  const checks = await database
    .selectFrom('peerquest_audit_word')
    .select(['word_no', 'word'])
    .where('subject_id', '=', subject)
    .where('word', 'in', [...members.keys()])
    .execute();
  for (const { word_no, word } of checks) {
    for (let after: number | null = 0; after !== null;) {
      const rows: readonly DateRow[] = await datesAfter(database, subject, Number(word_no), after);
      const runs = await begun.of(rows.map(({ since }) => Number(since)));
      const dates: DatedFinding[] = [];
      for (const { dated, block_no, place, since } of rows) {
        let at = Number(dated);
        if (dated === null) {
          const said = await blocks.at({ block: Number(block_no), place: Number(place) });
          at = 'actual' in said ? (dateOf(said.actual, members.get(word)) ?? 0) : 0;
        }
        if (at !== 0) dates.push({ check: word, at, since: runs.get(Number(since))?.at ?? '' });
      }
      yield dates;
      // A file's answers come at once: whoever asks something short is not to wait for all of them.
      await turn();
      after = rows.length < PAGE ? null : Number(rows.at(-1)?.span_no);
    }
  }
}

type DateRow = Pick<Selectable<HistoryTables['peerquest_audit_span']>, 'span_no' | 'since' | 'dated' | 'block_no' | 'place'>;

function datesAfter(database: Kysely<HistoryTables>, subject: number, check: number, span: number): Promise<readonly DateRow[]> {
  return (
    database
      .selectFrom('peerquest_audit_span')
      .select(['span_no', 'since', 'dated', 'block_no', 'place'])
      .where('subject_id', '=', subject)
      .where('ended', 'is', null)
      .where('check_no', '=', check)
      .where('span_no', '>', span)
      .where('acknowledged', '=', 0)
      .where((eb) => eb.or([eb('dated', 'is', null), eb('dated', '!=', 0)]))
      // All of them have not ended: PostgreSQL has to be told to find its way by the index that says which these are.
      .orderBy('ended')
      .orderBy('span_no')
      .limit(PAGE)
      .execute()
  );
}
