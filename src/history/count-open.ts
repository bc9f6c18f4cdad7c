import { sql, type Kysely, type RawBuilder } from 'kysely';
import { AGES } from '../model/index.ts';
import type { HistoryTables } from './history-tables.ts';

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

const COLUMNS = { check: 'span.check_no', cause: 'span.cause_no', user: 'span.user_hash', quest: 'span.quest_hash' } as const;

/**
 * Counts what is there of a subject by what it has in common, in one statement: the groups that are most come first, of as many those that were
 * told last.
 */
export async function countOpenBy(database: Kysely<HistoryTables>, subject: number, by: OpenColumn): Promise<readonly OpenCount[]> {
  const key = typeof by === 'string' ? sql<number | string | null>`${sql.ref(COLUMNS[by])}` : ageAt(by.agesAt);
  const { rows } = await sql<{
    value: number | string | null;
    sample: number | string;
    there: number | string;
    acknowledged: number | string;
    since: string;
    looked_at: string;
  }>`
    select ${key} as value, max(span.span_no) as sample, count(*) as there, sum(span.acknowledged) as acknowledged,
      min(run.started_at) as since, min(state.looked_at) as looked_at
    from peerquest_audit_span as span
    join peerquest_audit_recording as run on run.subject_id = span.subject_id and run.number = span.since
    join peerquest_audit_check_state as state on state.subject_id = span.subject_id and state.check_no = span.check_no
    where span.subject_id = ${subject} and span.ended is null
    group by ${key}`.execute(database);
  const words = by === 'check' || by === 'cause' ? await wordsOf(database, subject) : new Map<number, string>();
  const nameOf = (value: number | string | null): string | null => {
    if (value === null || by === 'user' || by === 'quest') return null;
    return typeof by === 'string' ? (words.get(Number(value)) ?? null) : (AGES[Number(value)]?.[0] ?? null);
  };
  return rows
    .map(({ value, sample, there, acknowledged, since, looked_at }) => ({
      name: nameOf(value),
      sample: Number(sample),
      isNamed: value !== null,
      open: Number(there) - Number(acknowledged),
      acknowledged: Number(acknowledged),
      since,
      lookedAt: looked_at,
    }))
    .sort((one, other) => other.open - one.open || other.acknowledged - one.acknowledged || other.sample - one.sample);
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
