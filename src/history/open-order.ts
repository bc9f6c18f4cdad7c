import type { Kysely } from 'kysely';
import type { HistoryTables } from './history-tables.ts';
import type { LookedCheck } from './looked-checks.ts';
import { openSpans, type OpenFilter } from './open-spans.ts';

/**
 * In which order open findings are told: check by check, in the order of these ids where some are given; or by when they were found as they are
 * now, the last first or the first first. Every engine finds what comes next by its index; by a name of a person no index leads.
 */
export type OpenOrder = { readonly checks: readonly string[] | null } | 'newest' | 'oldest';

/** Checks in their order; those that it does not name at the end. */
export function inOrder(checks: readonly LookedCheck[], order: OpenOrder): readonly LookedCheck[] {
  if (typeof order === 'string' || order.checks === null) return checks;
  const places = new Map(order.checks.map((id, place) => [id, place]));
  const place = ({ word }: LookedCheck): number => places.get(word) ?? places.size;
  return [...checks].sort((one, other) => place(one) - place(other) || one.check_no - other.check_no);
}

/** Of which findings of a subject some are looked for, and in which order of their checks. */
interface Wanted {
  readonly subject: number;
  readonly filter: OpenFilter;
  readonly checks: readonly LookedCheck[];
}

// Both read numbers of spans only, which stand in the index with all that narrows them: what they come to is read of those that are told.

/** The numbers of the spans that come next, check by check: every engine finds what comes next of one by its index. */
export async function nextByCheck(
  database: Kysely<HistoryTables>,
  { subject, filter, checks }: Wanted,
  after: { readonly check: number; readonly span: number } | null,
  limit: number,
): Promise<readonly number[]> {
  const spans = await openSpans(database, subject, filter);
  const numbers: number[] = [];
  const from = after === null ? 0 : checks.findIndex(({ check_no }) => check_no === after.check);
  if (from === -1) return [];
  for (const check of checks.slice(from)) {
    const some = await ofCheck(spans, check)
      .select('span.span_no')
      .where('span.span_no', '>', check.check_no === after?.check ? after.span : 0)
      // All of them have not ended: PostgreSQL has to be told to find its way by the index that says which these are.
      .orderBy('span.ended')
      .orderBy('span.span_no')
      .limit(limit - numbers.length)
      .execute();
    numbers.push(...some.map(({ span_no }) => Number(span_no)));
    if (numbers.length === limit) break;
  }
  return numbers;
}

/** The numbers of the spans that come next by when they were recorded: as many of each check as could be, and the first of all these. */
export async function nextByTime(
  database: Kysely<HistoryTables>,
  { subject, filter, checks }: Wanted,
  order: 'newest' | 'oldest',
  after: number | null,
  limit: number,
): Promise<readonly number[]> {
  const spans = await openSpans(database, subject, filter);
  const [comes, way] = order === 'newest' ? (['<', 'desc'] as const) : (['>', 'asc'] as const);
  const nearer = (one: number, other: number): number => (order === 'newest' ? other - one : one - other);
  let nearest: number[] = [];
  for (const check of checks) {
    let query = ofCheck(spans, check).select('span.span_no');
    if (after !== null) query = query.where('span.span_no', comes, after);
    const last = nearest[limit - 1];
    // What comes behind all that is known already is of no use.
    if (last !== undefined) query = query.where('span.span_no', order === 'newest' ? '>' : '<', last);
    // None of them has ended: PostgreSQL goes along its index, forth or back, only where both are asked for in one direction.
    const rows = await query.orderBy('span.ended', way).orderBy('span.span_no', way).limit(limit).execute();
    nearest = [...nearest, ...rows.map(({ span_no }) => Number(span_no))].sort(nearer).slice(0, limit);
  }
  return nearest;
}

/** Those of a check; where a state is asked for, of the run that has looked at it last. */
function ofCheck(spans: Awaited<ReturnType<typeof openSpans>>, { check_no, last }: LookedCheck) {
  const own = spans.where('span.check_no', '=', check_no);
  return last === null ? own : own.where('span.since', '=', last);
}
