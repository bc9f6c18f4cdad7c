import { sql, type Kysely, type RawBuilder } from 'kysely';
import { AGES } from '../model/index.ts';
import type { HistoryTables } from './history-tables.ts';
import { lookedChecks } from './looked-checks.ts';
import { openSpans, type OpenFilter } from './open-spans.ts';

/** By what is there can be counted where it is kept; an age is counted up to now, in milliseconds. */
export type OpenColumn = 'check' | 'cause' | 'user' | 'quest' | { readonly agesAt: number };

/** Findings that have something in common. */
export interface OpenCount {
  /** The check, the cause, or the age; null for findings without one, and for persons and quests, which only a sample tells. */
  readonly name: string | null;
  /** The newest span of them. */
  readonly sample: number;
  /** Whether they have a person, or a quest, in common. */
  readonly isNamed: boolean;
  readonly open: number;
  readonly acknowledged: number;
  /** Since when the oldest of them is known: ISO 8601 UTC. */
  readonly since: string;
  /** When the check of them was looked at last that was looked at longest ago. */
  readonly lookedAt: string;
}

/** Groups, and what those come to that are not told one by one. */
export interface OpenCounts {
  readonly counts: readonly OpenCount[];
  readonly others: OpenRest;
}

/** Groups of which only the sum is told. */
export interface OpenRest {
  readonly groups: number;
  readonly open: number;
  readonly acknowledged: number;
}

const COLUMNS = { check: 'span.check_no', cause: 'span.cause_no', user: 'span.user_hash', quest: 'span.quest_hash' } as const;
const NO_REST: OpenRest = { groups: 0, open: 0, acknowledged: 0 };

/**
 * Counts what is there of a subject by what it has in common, in one statement: the groups that are most come first, of as many those that were
 * told last.
 *
 * @param most how many groups are told one by one
 */
export async function countOpenBy(
  database: Kysely<HistoryTables>,
  subject: number,
  by: OpenColumn,
  filter: OpenFilter = {},
  most = Infinity,
): Promise<OpenCounts> {
  const spans = await matchingSpans(database, subject, filter);
  if (spans === null) return { counts: [], others: NO_REST };
  const key = typeof by === 'string' ? sql<number | string | null>`${sql.ref(COLUMNS[by])}` : ageAt(by.agesAt);
  const counted = spans
    .innerJoin('peerquest_audit_recording as run', (join) =>
      join.onRef('run.subject_id', '=', 'span.subject_id').onRef('run.number', '=', 'span.since'),
    )
    .innerJoin('peerquest_audit_check_state as state', (join) =>
      join.onRef('state.subject_id', '=', 'span.subject_id').onRef('state.check_no', '=', 'span.check_no'),
    )
    .select(({ fn }) => [
      key.as('value'),
      fn.max('span.span_no').as('sample'),
      fn.countAll().as('there'),
      fn.sum('span.acknowledged').as('known'),
      fn.min('run.started_at').as('since'),
      fn.min('state.looked_at').as('looked_at'),
    ])
    .groupBy(key);
  const { rows } = await sql<CountRow>`
    select counted.*, count(*) over () as all_groups, sum(counted.there) over () as all_there, sum(counted.known) over () as all_known
    from (${counted}) as counted
    order by counted.there - counted.known desc, counted.known desc, counted.sample desc
    ${Number.isFinite(most) ? sql`limit ${sql.lit(most)}` : sql``}`.execute(database);
  const words = by === 'check' || by === 'cause' ? await wordsOf(database, subject) : new Map<number, string>();
  const counts = rows.map((row): OpenCount => ({
    name: nameOf(row.value, by, words),
    sample: Number(row.sample),
    isNamed: row.value !== null,
    open: Number(row.there) - Number(row.known),
    acknowledged: Number(row.known),
    since: row.since,
    lookedAt: row.looked_at,
  }));
  return { counts, others: restOf(rows[0], counts) };
}

interface CountRow {
  readonly value: number | string | null;
  readonly sample: number | string;
  readonly there: number | string;
  readonly known: number | string;
  readonly since: string;
  readonly looked_at: string;
  readonly all_groups: number | string;
  readonly all_there: number | string;
  readonly all_known: number | string;
}

function nameOf(value: number | string | null, by: OpenColumn, words: ReadonlyMap<number, string>): string | null {
  if (value === null || by === 'user' || by === 'quest') return null;
  return typeof by === 'string' ? (words.get(Number(value)) ?? null) : (AGES[Number(value)]?.[0] ?? null);
}

function restOf(row: CountRow | undefined, counts: readonly OpenCount[]): OpenRest {
  if (row === undefined) return NO_REST;
  const told = (member: 'open' | 'acknowledged'): number => counts.reduce((sum, count) => sum + count[member], 0);
  const known = Number(row.all_known);
  return {
    groups: Number(row.all_groups) - counts.length,
    open: Number(row.all_there) - known - told('open'),
    acknowledged: known - told('acknowledged'),
  };
}

/** How many there are, apart from what is shown. */
export async function countOpenFindings(database: Kysely<HistoryTables>, subject: number, filter: OpenFilter): Promise<number> {
  const spans = await matchingSpans(database, subject, filter);
  const row = await spans?.select(({ fn }) => fn.countAll<number | string>().as('open')).executeTakeFirstOrThrow();
  return Number(row?.open ?? 0);
}

/** The spans of what a filter leaves, its checks as well; null where that is certainly nothing. */
async function matchingSpans(database: Kysely<HistoryTables>, subject: number, filter: OpenFilter) {
  const checks = await lookedChecks(database, subject, filter);
  if (checks.length === 0) return null;
  const spans = await openSpans(database, subject, filter);
  if (filter.checks === undefined && filter.state === undefined) return spans;
  const byRun = new Map<number | null, number[]>();
  for (const { check_no, last } of checks) byRun.set(last, [...(byRun.get(last) ?? []), check_no]);
  return spans.where((eb) =>
    eb.or(
      [...byRun].map(([last, some]) => {
        const ofThese = eb('span.check_no', 'in', some);
        return last === null ? ofThese : eb.and([eb('span.since', '=', last), ofThese]);
      }),
    ),
  );
}

/** The place of an age among all. */
function ageAt(now: number): RawBuilder<number | string | null> {
  const DAY = 86_400_000;
  const cases = AGES.flatMap(([, days], place) =>
    Number.isFinite(days) ? [sql`when run.started_at > ${sql.lit(new Date(now - days * DAY).toISOString())} then ${sql.lit(place)}`] : [],
  );
  return sql`case ${sql.join(cases, sql` `)} else ${sql.lit(AGES.length - 1)} end`;
}

async function wordsOf(database: Kysely<HistoryTables>, subject: number): Promise<ReadonlyMap<number, string>> {
  const rows = await database.selectFrom('peerquest_audit_word').select(['word_no', 'word']).where('subject_id', '=', subject).execute();
  return new Map(rows.map(({ word_no, word }) => [Number(word_no), word]));
}
