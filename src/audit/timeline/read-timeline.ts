import type { Check } from '../../checks/index.ts';
import { endsSnapshot, type DatabaseRow, type ReadSession } from '../../database/index.ts';
import { DatabaseError } from '../../errors.ts';
import { timeKey, type Finding, type SeenTable, type Timeline, type TimelineEntry, type UnseenTable } from '../../model/index.ts';
import { decisionOf } from './decision.ts';
import { eventsOf } from './events.ts';
import { rowsOf } from './rows-of.ts';
import { STORIES } from './stories.ts';
import { namedRows, subjectOf, untoldTable } from './subject.ts';

/** Rows of one table that are told: those that the finding names, and the newest. */
const MOST = 50;

/** The tables that timelines may read. */
export const TIMELINE_TABLES: readonly string[] = STORIES.map(({ table }) => table);

/**
 * What led to a finding, from the snapshot in which it was found: one query for each table that has to do with what its keys name. What
 * cannot be looked at is told as such.
 *
 * @param row the row in which the check found it
 * @param withNames whether people are told by their names, not by their ids
 * @throws DatabaseError where the snapshot has ended
 */
export async function readTimeline(
  session: ReadSession,
  check: Check,
  finding: Finding,
  row: DatabaseRow,
  withNames = true,
): Promise<Timeline> {
  const subject = await subjectOf(session, check, finding, row);
  const entries: TimelineEntry[] = [];
  const seen: SeenTable[] = [];
  const untold = untoldTable(check, finding);
  const notSeen: UnseenTable[] = untold === null ? [] : [{ table: untold, reason: 'it is not known what its rows tell' }];
  for (const known of STORIES) {
    const story = subject.row?.story.table === known.table ? subject.row.story : known;
    const { table } = story;
    const named = namedRows(story, finding);
    const { query, missing } = rowsOf(story, subject, check, session, { named, limit: MOST + 1, withNames });
    notSeen.push(...missing.map((reason) => ({ table, reason })));
    if (query === null) continue;
    try {
      const rows = await session.all(query);
      const decision = decisionOf(check, finding, row, story, named);
      entries.push(...rows.slice(0, MOST).flatMap((each) => eventsOf(story, each, decision)));
      const isDecisive = rows.length === 0 && check.needs[table] !== undefined;
      seen.push({ table, rows: Math.min(rows.length, MOST), more: rows.length > MOST, isDecisive });
    } catch (error) {
      if (!(error instanceof DatabaseError) || endsSnapshot(error)) throw error;
      notSeen.push({ table, reason: error.message });
    }
  }
  // What has no time stands at the end.
  const order = ({ at }: TimelineEntry): string => (at === null ? '~' : timeKey(at));
  return { entries: entries.toSorted((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0)), seen, notSeen };
}
