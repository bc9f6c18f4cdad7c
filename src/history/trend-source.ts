import { sql, type Kysely } from 'kysely';
import type { Resolved, TrendLook, TrendRun, TrendSource } from '../model/index.ts';
import { ENDED, type HistoryTables } from './history-tables.ts';

/**
 * What the runs of a subject found since a time: one row for each look, and what has become of the findings that went. Every number comes
 * from a few statements, however many runs and findings there are.
 *
 * @param since ISO 8601 UTC: runs that began at this time or later
 */
export async function readTrend(database: Kysely<HistoryTables>, subject: string, since: string): Promise<TrendSource> {
  const known = await database.selectFrom('peerquest_audit_subject').select('id').where('name', '=', subject).executeTakeFirst();
  const nothing = { subject, title: subject, runs: [], narrowed: 0, looks: [], resolved: new Map<string, Resolved>() };
  if (known === undefined) return nothing;
  const subjectId = Number(known.id);
  const all = await database
    .selectFrom('peerquest_audit_recording')
    .select(['number', 'id', 'mode', 'started_at', 'username', 'database_name'])
    .where('subject_id', '=', subjectId)
    .orderBy('started_at')
    .orderBy('number')
    .execute();
  const recent = all.filter(({ started_at }) => started_at >= since);
  const title = titleOf(subject, all.at(-1)?.database_name);
  if (recent.length === 0) return { ...nothing, title };
  const runs = recent.filter(({ username }) => username === null);
  const words = await wordsOf(database, subjectId);
  const numbers = runs.map(({ number }) => Number(number));
  // Counted from the first run: sums of what is counted from 1970 would be too great to be exact.
  const [first] = all;
  const start = first === undefined ? 0 : Date.parse(first.started_at);
  const times = new Map(all.map(({ number, started_at }) => [Number(number), Date.parse(started_at) - start]));
  return {
    subject,
    title,
    runs: runs.map(({ number, id, mode, started_at }): TrendRun => ({ number: Number(number), id, mode, startedAt: started_at })),
    narrowed: recent.length - runs.length,
    looks: numbers.length === 0 ? [] : await looksOf(database, subjectId, numbers, words),
    resolved: await resolvedOf(database, { subjectId, from: Math.min(...recent.map(({ number }) => Number(number))) }, times, words),
  };
}

type Words = ReadonlyMap<number, string>;

async function wordsOf(database: Kysely<HistoryTables>, subjectId: number): Promise<Words> {
  const rows = await database.selectFrom('peerquest_audit_word').select(['word_no', 'word']).where('subject_id', '=', subjectId).execute();
  return new Map(rows.map(({ word_no, word }) => [Number(word_no), word]));
}

/** The looks of these runs; of one that looked twice, as a repair does, what it saw at its end. */
async function looksOf(
  database: Kysely<HistoryTables>,
  subjectId: number,
  numbers: readonly number[],
  words: Words,
): Promise<readonly TrendLook[]> {
  const rows = await database
    .selectFrom('peerquest_audit_look')
    .select(['number', 'check_no', 'part', 'outcome', 'severity', 'found', 'examined'])
    .where('subject_id', '=', subjectId)
    .where('number', '>=', Math.min(...numbers))
    .where('number', '<=', Math.max(...numbers))
    .execute();
  const twice = new Set(rows.filter(({ part }) => Number(part) === 1).map(({ number, check_no }) => `${number} ${check_no}`));
  return rows
    .filter(({ number, check_no, part }) => twice.size === 0 || Number(part) === 1 || !twice.has(`${number} ${check_no}`))
    .map(({ number, check_no, outcome, severity, found, examined }) => ({
      number: Number(number),
      check: words.get(Number(check_no)) ?? String(check_no),
      outcome,
      severity,
      count: found === null ? null : Number(found),
      examined: examined === null ? null : Number(examined),
    }));
}

/** Which findings a time is asked of: those whose episode ended in a run of this number or later. */
interface Ended {
  readonly subjectId: number;
  readonly from: number;
}

/**
 * The findings that were resolved, by check. How long they were there together is the sum of the times at which they went, less the sum of
 * those at which they came: two sums over few groups, where the pairs would be as many as the findings.
 */
async function resolvedOf(
  database: Kysely<HistoryTables>,
  ended: Ended,
  times: ReadonlyMap<number, number>,
  words: Words,
): Promise<ReadonlyMap<string, Resolved>> {
  const resolved = new Map<string, Resolved>();
  for (const [column, sign] of [
    ['ended', 1],
    ['since', -1],
  ] as const) {
    for (const row of await endedBy(database, ended, column)) {
      const check = words.get(Number(row.check_no)) ?? String(row.check_no);
      const before = resolved.get(check) ?? { count: 0, milliseconds: 0 };
      const count = Number(row.findings);
      resolved.set(check, {
        count: before.count + (sign === 1 ? count : 0),
        milliseconds: before.milliseconds + sign * count * (times.get(Number(row.run)) ?? 0),
      });
    }
  }
  return resolved;
}

function endedBy(database: Kysely<HistoryTables>, { subjectId, from }: Ended, column: 'ended' | 'since') {
  return database
    .selectFrom('peerquest_audit_span')
    .select(['check_no', `${column} as run`, sql<number | string>`count(*)`.as('findings')])
    .where('subject_id', '=', subjectId)
    .where('ended', '>=', from)
    .where('ended_as', '=', ENDED.resolved)
    .groupBy(['check_no', column])
    .execute();
}

/** What people call a subject: a database without a name of its own is known by its identity, which says nothing to them. */
export function titleOf(subject: string, databaseName: string | undefined): string {
  return /^[0-9a-f]{32}$/.test(subject) ? (databaseName ?? subject) : subject;
}
