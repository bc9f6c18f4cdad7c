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

/** The spans of what is there of a subject, as the filter has it but for its checks. */
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
    query = query.where((eb) => {
      const named = [eb('span.user_hash', '=', hash), eb('span.quest_hash', '=', hash)];
      const [from, to] = [0, 15].map((digit) => Buffer.from(q.toLowerCase().padEnd(32, digit.toString(16)), 'hex'));
      const isFingerprint = /^[0-9a-f]{4,32}$/i.test(q) && from !== undefined && to !== undefined;
      return eb.or(isFingerprint ? [...named, eb.between('span.fingerprint', from, to)] : named);
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
  if (state !== undefined) {
    const last = await lastLooks(database, subject);
    query = query
      .where((eb) => eb.or([...last].map(([run, checks]) => eb.and([eb('span.since', '=', run), eb('span.check_no', 'in', checks)]))))
      .where((eb) => {
        // The span in which an episode began says so itself: only of a later one has that to be looked for.
        const isFirst = eb('span.began', '=', eb.ref('span.since'));
        const returned = returnedSpan(eb.selectFrom('peerquest_audit_span as returned'));
        return state === 'returned'
          ? eb.or([
              eb.and([isFirst, eb('span.began_as', '=', BEGAN.returned)]),
              eb.and([eb('span.began', '!=', eb.ref('span.since')), eb(returned, 'is not', null)]),
            ])
          : eb.or([
              eb.and([isFirst, eb('span.began_as', '!=', BEGAN.returned)]),
              eb.and([eb('span.began', '!=', eb.ref('span.since')), eb(returned, 'is', null)]),
            ]);
      });
  }
  return query;
}

/** The checks that were looked at, by the run that has done so last. */
async function lastLooks(database: Kysely<HistoryTables>, subject: number): Promise<ReadonlyMap<number, readonly number[]>> {
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
  const last = new Map<number, number[]>();
  for (const { check_no, number } of rows) {
    if (number !== null) last.set(Number(number), [...(last.get(Number(number)) ?? []), Number(check_no)]);
  }
  return last;
}
