import type { Kysely } from 'kysely';
import type { Resolved, TrendLook, TrendRun, TrendSource } from '../model/index.ts';
import type { HistoryTables } from './history-tables.ts';
import { titleOf } from './subjects.ts';

/**
 * What the runs of a subject found since a time: one row for each look, which also says what was gone then. It takes a few statements, and
 * reads no finding, however many there are.
 *
 * @param since ISO 8601 UTC: runs that began at this time or later
 * @param check the only one whose looks are asked for
 */
export async function readTrend(database: Kysely<HistoryTables>, subject: string, since: string, check?: string): Promise<TrendSource> {
  const all = await database
    .selectFrom('peerquest_audit_recording as run')
    .innerJoin('peerquest_audit_subject as subject', 'subject.id', 'run.subject_id')
    .select(['run.subject_id', 'run.number', 'run.id', 'run.mode', 'run.started_at', 'run.username', 'run.database_name'])
    .where('subject.name', '=', subject)
    .orderBy('run.started_at')
    .orderBy('run.number')
    .execute();
  const newest = all.at(-1);
  const recent = all.filter(({ started_at }) => started_at >= since);
  const runs = recent.filter(({ username }) => username === null);
  const numbers = new Set(recent.map(({ number }) => Number(number)));
  return {
    subject,
    title: titleOf(subject, newest?.database_name),
    runs: runs.map(({ number, id, mode, started_at }): TrendRun => ({ number: Number(number), id, mode, startedAt: started_at })),
    narrowed: recent.length - runs.length,
    ...(newest === undefined || numbers.size === 0
      ? { looks: [], resolved: new Map<string, Resolved>() }
      : await looksOf(database, Number(newest.subject_id), numbers, check)),
  };
}

/** The looks of runs of these numbers, each as its run left it, and what became of findings in them. */
async function looksOf(
  database: Kysely<HistoryTables>,
  subjectId: number,
  numbers: ReadonlySet<number>,
  only: string | undefined,
): Promise<Pick<TrendSource, 'looks' | 'resolved'>> {
  const words = await wordsOf(database, subjectId);
  let query = database
    .selectFrom('peerquest_audit_look')
    .select(['number', 'check_no', 'part', 'outcome', 'severity', 'found', 'examined', 'resolved', 'lived_ms'])
    .where('subject_id', '=', subjectId)
    .where('number', '>=', Math.min(...numbers))
    .where('number', '<=', Math.max(...numbers))
    .orderBy('number')
    .orderBy('check_no')
    .orderBy('part');
  if (only !== undefined) query = query.where('check_no', '=', [...words].find(([, word]) => word === only)?.[0] ?? 0);
  const rows = await query.execute();
  const looks: TrendLook[] = [];
  const resolved = new Map<string, Resolved>();
  for (const row of rows) {
    const number = Number(row.number);
    if (!numbers.has(number)) continue;
    const check = words.get(Number(row.check_no)) ?? String(row.check_no);
    const before = looks.at(-1);
    // Of a run that looked twice, as a repair does, what it saw at its end.
    if (before?.number === number && before.check === check) looks.pop();
    looks.push({
      number,
      check,
      outcome: row.outcome,
      severity: row.severity,
      count: row.found === null ? null : Number(row.found),
      examined: row.examined === null ? null : Number(row.examined),
    });
    if (Number(row.resolved) > 0) {
      const { count, milliseconds } = resolved.get(check) ?? { count: 0, milliseconds: 0 };
      resolved.set(check, { count: count + Number(row.resolved), milliseconds: milliseconds + Number(row.lived_ms) });
    }
  }
  return { looks, resolved };
}

async function wordsOf(database: Kysely<HistoryTables>, subjectId: number): Promise<ReadonlyMap<number, string>> {
  const rows = await database.selectFrom('peerquest_audit_word').select(['word_no', 'word']).where('subject_id', '=', subjectId).execute();
  return new Map(rows.map(({ word_no, word }) => [Number(word_no), word]));
}
