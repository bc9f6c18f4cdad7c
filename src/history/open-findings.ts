import type { Kysely } from 'kysely';
import { checkWord } from './check-word.ts';
import { BEGAN, type HistoryTables } from './history-tables.ts';
import type { Said } from './met-findings.ts';
import { hash48 } from './packed.ts';
import { Blocks } from './recorded-findings.ts';
import { bytesOf } from './whole.ts';

/** Findings that are told at a time. */
const PAGE = 500;

/** Which of the findings that are there now are asked for. */
export interface OpenFilter {
  readonly checks?: readonly string[] | undefined;
  readonly cause?: string | undefined;
  /** A username, or the id of a person who has none. */
  readonly user?: string | undefined;
  readonly quest?: string | undefined;
  /** Those whose episode began before this time, ISO 8601 UTC. */
  readonly before?: string | undefined;
  /** `new`, `returned`: those whose episode the last run that looked has begun so. */
  readonly state?: 'new' | 'returned' | undefined;
  /** Those that are acknowledged, or those that are not; all unless given. */
  readonly acknowledged?: boolean | undefined;
}

/** A finding that was there when somebody looked last. */
export interface OpenFinding {
  readonly check: string;
  readonly fingerprint: string;
  readonly acknowledged: boolean;
  readonly said: Said;
  /** When its episode began, by the run that found it first: ISO 8601 UTC. */
  readonly since: string;
  readonly sinceRun: string;
  /** Whether it had been there before, and gone. */
  readonly hasReturned: boolean;
  /** When its check was looked at last. */
  readonly lookedAt: string;
}

/** Where a page of open findings ends: what comes after it is asked for by this. */
export interface OpenPlace {
  readonly check: number;
  readonly span: number;
}

/** Some open findings. */
export interface OpenPage {
  readonly findings: readonly OpenFinding[];
  /** Null where there are no more. */
  readonly next: OpenPlace | null;
}

/**
 * What is there of a subject as far as anybody has looked, in the order of checks and of recording, some hundred at a time.
 *
 * @param subject its number
 */
export async function* readOpenFindings(
  database: Kysely<HistoryTables>,
  subject: number,
  filter: OpenFilter,
): AsyncGenerator<readonly OpenFinding[]> {
  const blocks = new Blocks(database, subject);
  let after: OpenPlace | null = null;
  do {
    const page: OpenPage = await readOpenPage(database, subject, filter, after, PAGE, blocks);
    if (page.findings.length > 0) yield page.findings;
    after = page.next;
  } while (after !== null);
}

/** The findings that come after a place, so many at most. */
export async function readOpenPage(
  database: Kysely<HistoryTables>,
  subject: number,
  filter: OpenFilter,
  after: OpenPlace | null,
  limit: number,
  blocks = new Blocks(database, subject),
): Promise<OpenPage> {
  const rows = await openSpans(database, subject, filter, after)
    .limit(limit + 1)
    .execute();
  const shown = rows.slice(0, limit);
  const findings: OpenFinding[] = [];
  for (const row of shown) {
    findings.push({
      check: row.word,
      fingerprint: bytesOf(row.fingerprint).toString('hex'),
      acknowledged: Number(row.acknowledged) === 1,
      said: await blocks.at({ block: Number(row.block_no), place: Number(row.place) }),
      since: row.started_at,
      sinceRun: row.id,
      hasReturned: row.returned !== null,
      lookedAt: row.looked_at,
    });
  }
  const last = shown.at(-1);
  const next = rows.length > limit && last !== undefined ? { check: Number(last.check_no), span: Number(last.span_no) } : null;
  return { findings, next };
}

/** How many there are, apart from what is shown. */
export async function countOpenFindings(database: Kysely<HistoryTables>, subject: number, filter: OpenFilter): Promise<number> {
  const row = await openSpans(database, subject, filter, null)
    .clearSelect()
    .clearOrderBy()
    .select(({ fn }) => fn.countAll<number | string>().as('open'))
    .executeTakeFirstOrThrow();
  return Number(row.open);
}

function openSpans(
  database: Kysely<HistoryTables>,
  subject: number,
  { checks, cause, user, quest, before, state, acknowledged }: OpenFilter,
  after: OpenPlace | null,
) {
  let query = database
    .selectFrom('peerquest_audit_span as span')
    .innerJoin('peerquest_audit_word as word', checkWord('span'))
    .innerJoin('peerquest_audit_recording as run', (join) =>
      join.onRef('run.subject_id', '=', 'span.subject_id').onRef('run.number', '=', 'span.since'),
    )
    .innerJoin('peerquest_audit_check_state as state', (join) =>
      join.onRef('state.subject_id', '=', 'span.subject_id').onRef('state.check_no', '=', 'span.check_no'),
    )
    // The span in which the episode began, where it has returned.
    .leftJoin('peerquest_audit_span as returned', (join) =>
      join
        .onRef('returned.subject_id', '=', 'span.subject_id')
        .onRef('returned.fingerprint', '=', 'span.fingerprint')
        .onRef('returned.began', '=', 'span.since')
        .on('returned.began_as', '=', BEGAN.returned),
    )
    .select(['span.span_no', 'span.check_no', 'span.fingerprint', 'span.acknowledged', 'span.block_no', 'span.place'])
    .select(['word.word', 'run.started_at', 'run.id', 'state.looked_at', 'returned.span_no as returned'])
    .where('span.subject_id', '=', subject)
    .where('span.ended', 'is', null)
    .orderBy('span.check_no')
    .orderBy('span.span_no');
  if (checks !== undefined) query = query.where('word.word', 'in', checks);
  if (user !== undefined) query = query.where('span.user_hash', '=', hash48(user));
  if (quest !== undefined) query = query.where('span.quest_hash', '=', hash48(quest));
  if (before !== undefined) query = query.where('run.started_at', '<', before);
  if (acknowledged !== undefined) query = query.where('span.acknowledged', '=', acknowledged ? 1 : 0);
  if (cause !== undefined) {
    query = query.where((eb) =>
      eb(
        'span.cause_no',
        'in',
        eb
          .selectFrom('peerquest_audit_word as cause')
          .select('cause.word_no')
          .where('cause.subject_id', '=', subject)
          .where('cause.word', '=', cause),
      ),
    );
  }
  if (state !== undefined) {
    query = query.where('returned.span_no', state === 'returned' ? 'is not' : 'is', null).where((eb) =>
      eb(
        'span.since',
        '=',
        eb
          .selectFrom('peerquest_audit_look as look')
          .select(({ fn }) => fn.max('look.number').as('number'))
          .whereRef('look.subject_id', '=', 'span.subject_id')
          .whereRef('look.check_no', '=', 'span.check_no')
          .where('look.extent', '!=', 'none'),
      ),
    );
  }
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([eb('span.check_no', '>', after.check), eb.and([eb('span.check_no', '=', after.check), eb('span.span_no', '>', after.span)])]),
    );
  }
  return query;
}
