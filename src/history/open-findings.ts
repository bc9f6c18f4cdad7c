import { setImmediate as turn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { Begun } from './begun.ts';
import type { HistoryTables } from './history-tables.ts';
import { lookedChecks, type LookedCheck } from './looked-checks.ts';
import type { Said } from './met-findings.ts';
import { inOrder, nextByCheck, nextByTime, type OpenOrder } from './open-order.ts';
import { returnedSpan, type OpenFilter } from './open-spans.ts';
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
    // A file's answers come at once: whoever asks something short is not to wait for all of them.
    await turn();
  }
}

/** The findings that come after a place, so many at most. */
export async function readOpenPage(
  database: Kysely<HistoryTables>,
  subject: number,
  filter: OpenFilter,
  after: OpenPlace | null,
  limit: number,
  reader: Reader = { blocks: new Blocks(database, subject), begun: new Begun(database, subject) },
  order: OpenOrder = { checks: null },
): Promise<OpenPage> {
  const checks = inOrder(await lookedChecks(database, subject, filter), order);
  const wanted = { subject, filter, checks };
  const numbers =
    typeof order === 'string'
      ? await nextByTime(database, wanted, order, after?.span ?? null, limit + 1)
      : await nextByCheck(database, wanted, after, limit + 1);
  const told = await spansOf(database, subject, numbers.slice(0, limit));
  const last = told.at(-1);
  return {
    findings: await findingsOf(told, checks, reader),
    next: numbers.length > limit && last !== undefined ? { check: Number(last.check_no), span: Number(last.span_no) } : null,
  };
}

type Row = Awaited<ReturnType<typeof spansOf>>[number];

/** What is read of some findings' spans, in the order of these numbers. */
async function spansOf(database: Kysely<HistoryTables>, subject: number, numbers: readonly number[]) {
  if (numbers.length === 0) return [];
  const rows = await database
    .selectFrom('peerquest_audit_span as span')
    .select(['span.span_no', 'span.check_no', 'span.fingerprint', 'span.acknowledged', 'span.block_no', 'span.place', 'span.since'])
    .select((eb) => returnedSpan(eb.selectFrom('peerquest_audit_span as returned')).as('returned'))
    .where('span.subject_id', '=', subject)
    .where('span.span_no', 'in', numbers)
    .execute();
  const known = new Map(rows.map((row) => [Number(row.span_no), row]));
  return numbers.flatMap((number) => known.get(number) ?? []);
}

async function findingsOf(
  rows: readonly Row[],
  checks: readonly LookedCheck[],
  { blocks, begun }: Reader,
): Promise<readonly OpenFinding[]> {
  const known = new Map(checks.map((check) => [check.check_no, check]));
  const runs = await begun.of(rows.map(({ since }) => Number(since)));
  const findings: OpenFinding[] = [];
  for (const row of rows) {
    const run = runs.get(Number(row.since));
    const check = known.get(Number(row.check_no));
    findings.push({
      check: check?.word ?? '',
      fingerprint: bytesOf(row.fingerprint).toString('hex'),
      acknowledged: Number(row.acknowledged) === 1,
      said: await blocks.at({ block: Number(row.block_no), place: Number(row.place) }),
      since: run?.at ?? '',
      sinceRun: run?.id ?? '',
      hasReturned: row.returned !== null,
      lookedAt: check?.looked_at ?? '',
    });
  }
  return findings;
}
