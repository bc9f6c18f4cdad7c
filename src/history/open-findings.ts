import type { Kysely } from 'kysely';
import { Begun } from './begun.ts';
import type { HistoryTables } from './history-tables.ts';
import type { Said } from './met-findings.ts';
import { openSpans, returnedSpan, type OpenFilter } from './open-spans.ts';
import { Blocks } from './recorded-findings.ts';
import { bytesOf } from './whole.ts';

/** Findings that are told at a time. */
const PAGE = 500;

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
  if (checks?.length === 0) return [];
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
