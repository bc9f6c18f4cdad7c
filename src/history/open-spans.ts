import type { Kysely, SelectQueryBuilder } from 'kysely';
import { BEGAN, type HistoryTables } from './history-tables.ts';
import { hash48 } from './packed.ts';

/** Which of the findings that are there now are asked for. */
export interface OpenFilter {
  readonly checks?: readonly string[] | undefined;
  readonly cause?: string | undefined;
  /** A username, or the id of a person who has none. */
  readonly user?: string | undefined;
  readonly quest?: string | undefined;
  /** Those whose person or quest is called exactly so, or whose fingerprint begins so. */
  readonly q?: string | undefined;
  /** Those whose episode began before this time, ISO 8601 UTC. */
  readonly before?: string | undefined;
  /** `new`, `returned`: those whose episode the last run that looked has begun so. */
  readonly state?: 'new' | 'returned' | undefined;
  /** Those that are acknowledged, or those that are not; all unless given. */
  readonly acknowledged?: boolean | undefined;
  /** Those that have no cause, or are about no person, or no quest. */
  readonly without?: 'cause' | 'user' | 'quest' | undefined;
  /** Those that a run of at most this number has recorded as they are now. */
  readonly upTo?: number | undefined;
}

type Spans<Selected> = SelectQueryBuilder<
  HistoryTables & { readonly span: HistoryTables['peerquest_audit_span']; readonly returned: HistoryTables['peerquest_audit_span'] },
  'span' | 'returned',
  Selected
>;

/** The span in which an episode began again; none where it is new. */
export function returnedSpan<Selected>(from: Spans<Selected>) {
  return from
    .select(({ fn }) => fn.max('returned.span_no').as('span_no'))
    .whereRef('returned.subject_id', '=', 'span.subject_id')
    .whereRef('returned.fingerprint', '=', 'span.fingerprint')
    .whereRef('returned.began', '=', 'span.since')
    .where('returned.began_as', '=', BEGAN.returned);
}

const WITHOUT = { cause: 'span.cause_no', user: 'span.user_hash', quest: 'span.quest_hash' } as const;

/** The spans of what is there of a subject, as the filter has it but for its checks, and for the runs that looked at these last. */
export async function openSpans(
  database: Kysely<HistoryTables>,
  subject: number,
  { cause, user, quest, q, before, state, acknowledged, without, upTo }: OpenFilter,
) {
  let query = database.selectFrom('peerquest_audit_span as span').where('span.subject_id', '=', subject).where('span.ended', 'is', null);
  if (user !== undefined) query = query.where('span.user_hash', '=', hash48(user));
  if (quest !== undefined) query = query.where('span.quest_hash', '=', hash48(quest));
  if (q !== undefined) {
    const hash = hash48(q);
    const called = await calledSo(database, subject, q);
    query = query.where((eb) => {
      const named = [eb('span.user_hash', '=', hash), eb('span.quest_hash', '=', hash)];
      return eb.or(called.length > 0 ? [...named, eb('span.span_no', 'in', called)] : named);
    });
  }
  if (acknowledged !== undefined) query = query.where('span.acknowledged', '=', acknowledged ? 1 : 0);
  if (without !== undefined) query = query.where(WITHOUT[without], 'is', null);
  if (upTo !== undefined) query = query.where('span.began', '<=', upTo);
  if (before !== undefined) {
    query = query.where('span.since', 'in', (eb) =>
      eb
        .selectFrom('peerquest_audit_recording as run')
        .select('run.number')
        .where('run.subject_id', '=', subject)
        .where('run.started_at', '<', before),
    );
  }
  if (cause !== undefined) {
    query = query.where('span.cause_no', 'in', (eb) =>
      eb
        .selectFrom('peerquest_audit_word as cause')
        .select('cause.word_no')
        .where('cause.subject_id', '=', subject)
        .where('cause.word', '=', cause),
    );
  }
  // An episode that the last look has begun has had no time for a later span: its span says itself how it began.
  if (state !== undefined) query = query.where('span.began_as', state === 'returned' ? '=' : '!=', BEGAN.returned);
  return query;
}

/** The spans of what is there whose fingerprint begins so: few, and found by an index of their own. */
async function calledSo(database: Kysely<HistoryTables>, subject: number, beginning: string): Promise<readonly number[]> {
  if (!/^[0-9a-f]{4,32}$/i.test(beginning)) return [];
  const end = (digit: string): Buffer => Buffer.from(beginning.toLowerCase().padEnd(32, digit), 'hex');
  const rows = await database
    .selectFrom('peerquest_audit_span')
    .select('span_no')
    .where('subject_id', '=', subject)
    .where((eb) => eb.between('fingerprint', end('0'), end('f')))
    .where('ended', 'is', null)
    .execute();
  return rows.map(({ span_no }) => Number(span_no));
}
