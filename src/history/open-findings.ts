import type { Kysely, SelectQueryBuilder } from 'kysely';
import { chunks } from '../database/index.ts';
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

/** What pages of one reader share. */
interface Reader {
  readonly blocks: Blocks;
  readonly begun: Begun;
}

/**
 * What is there of a subject as far as anybody has looked, in the order of checks and of recording, some hundred at a time.
 *
 * @param subject its number
 * @param most how many are told at most
 */
export async function* readOpenFindings(
  database: Kysely<HistoryTables>,
  subject: number,
  filter: OpenFilter,
  most = Infinity,
): AsyncGenerator<readonly OpenFinding[]> {
  const reader = { blocks: new Blocks(database, subject), begun: new Begun(database, subject) };
  let after: OpenPlace | null = null;
  for (let left = most; left > 0;) {
    const page: OpenPage = await readOpenPage(database, subject, filter, after, Math.min(PAGE, left), reader);
    if (page.findings.length > 0) yield page.findings;
    if (page.next === null) return;
    left -= page.findings.length;
    after = page.next;
  }
}

/** The findings that come after a place, so many at most. */
export async function readOpenPage(
  database: Kysely<HistoryTables>,
  subject: number,
  filter: OpenFilter,
  after: OpenPlace | null,
  limit: number,
  { blocks, begun }: Reader = { blocks: new Blocks(database, subject), begun: new Begun(database, subject) },
): Promise<OpenPage> {
  const spans = await openSpans(database, subject, filter);
  const findings: OpenFinding[] = [];
  let last: OpenPlace | null = null;
  // Each check is read by itself: every engine finds what comes next of one by its index.
  for (const { check_no, word, looked_at } of await checksOf(database, subject, filter)) {
    if (after !== null && check_no < after.check) continue;
    const rows = await spans
      .select(['span.span_no', 'span.fingerprint', 'span.acknowledged', 'span.block_no', 'span.place', 'span.since'])
      .select((eb) => returnedSpan(eb.selectFrom('peerquest_audit_span as returned')).as('returned'))
      .where('span.check_no', '=', check_no)
      .where('span.span_no', '>', check_no === after?.check ? after.span : 0)
      // All of them have not ended: PostgreSQL has to be told to find its way by the index that says which these are.
      .orderBy('span.ended')
      .orderBy('span.span_no')
      .limit(limit - findings.length + 1)
      .execute();
    const runs = await begun.of(rows.map(({ since }) => Number(since)));
    for (const row of rows) {
      if (findings.length === limit) return { findings, next: last };
      const run = runs.get(Number(row.since));
      last = { check: check_no, span: Number(row.span_no) };
      findings.push({
        check: word,
        fingerprint: bytesOf(row.fingerprint).toString('hex'),
        acknowledged: Number(row.acknowledged) === 1,
        said: await blocks.at({ block: Number(row.block_no), place: Number(row.place) }),
        since: run?.at ?? '',
        sinceRun: run?.id ?? '',
        hasReturned: row.returned !== null,
        lookedAt: looked_at,
      });
    }
  }
  return { findings, next: null };
}

/** How many there are, apart from what is shown. */
export async function countOpenFindings(database: Kysely<HistoryTables>, subject: number, filter: OpenFilter): Promise<number> {
  const checks = await checksOf(database, subject, filter);
  if (checks.length === 0) return 0;
  let query = await openSpans(database, subject, filter);
  if (filter.checks !== undefined) {
    query = query.where(
      'span.check_no',
      'in',
      checks.map(({ check_no }) => check_no),
    );
  }
  const row = await query.select(({ fn }) => fn.countAll<number | string>().as('open')).executeTakeFirstOrThrow();
  return Number(row.open);
}

/** The checks that are asked for, of those that were looked at. */
async function checksOf(database: Kysely<HistoryTables>, subject: number, { checks }: OpenFilter) {
  let query = database
    .selectFrom('peerquest_audit_check_state as state')
    .innerJoin('peerquest_audit_word as word', (join) =>
      join.onRef('word.subject_id', '=', 'state.subject_id').onRef('word.word_no', '=', 'state.check_no'),
    )
    .select(['state.check_no', 'state.looked_at', 'word.word'])
    .where('state.subject_id', '=', subject)
    .orderBy('state.check_no');
  if (checks !== undefined) query = query.where('word.word', 'in', checks);
  return (await query.execute()).map((row) => ({ ...row, check_no: Number(row.check_no) }));
}

/** Runs by their numbers, each read once. */
class Begun {
  readonly #database: Kysely<HistoryTables>;
  readonly #subject: number;
  readonly #known = new Map<number, { readonly at: string; readonly id: string }>();

  constructor(database: Kysely<HistoryTables>, subject: number) {
    this.#database = database;
    this.#subject = subject;
  }

  async of(numbers: readonly number[]): Promise<ReadonlyMap<number, { readonly at: string; readonly id: string }>> {
    for (const some of chunks(
      [...new Set(numbers)].filter((one) => !this.#known.has(one)),
      PAGE,
    )) {
      const rows = await this.#database
        .selectFrom('peerquest_audit_recording')
        .select(['number', 'id', 'started_at'])
        .where('subject_id', '=', this.#subject)
        .where('number', 'in', some)
        .execute();
      for (const { number, id, started_at } of rows) this.#known.set(Number(number), { id, at: started_at });
    }
    return this.#known;
  }
}

type Spans<Selected> = SelectQueryBuilder<
  HistoryTables & { readonly span: HistoryTables['peerquest_audit_span']; readonly returned: HistoryTables['peerquest_audit_span'] },
  'span' | 'returned',
  Selected
>;

/** The span in which an episode began again; none where it is new. */
function returnedSpan<Selected>(from: Spans<Selected>) {
  return from
    .select(({ fn }) => fn.max('returned.span_no').as('span_no'))
    .whereRef('returned.subject_id', '=', 'span.subject_id')
    .whereRef('returned.fingerprint', '=', 'span.fingerprint')
    .whereRef('returned.began', '=', 'span.since')
    .where('returned.began_as', '=', BEGAN.returned);
}

async function openSpans(
  database: Kysely<HistoryTables>,
  subject: number,
  { cause, user, quest, before, state, acknowledged }: OpenFilter,
) {
  let query = database.selectFrom('peerquest_audit_span as span').where('span.subject_id', '=', subject).where('span.ended', 'is', null);
  if (user !== undefined) query = query.where('span.user_hash', '=', hash48(user));
  if (quest !== undefined) query = query.where('span.quest_hash', '=', hash48(quest));
  if (acknowledged !== undefined) query = query.where('span.acknowledged', '=', acknowledged ? 1 : 0);
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
      .where((eb) => eb(returnedSpan(eb.selectFrom('peerquest_audit_span as returned')), state === 'returned' ? 'is not' : 'is', null));
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
