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

/** The numbers of the spans that come next by when they were recorded: as many of each check as could be, and the first of all these. */
export async function nextByTime(
  database: Kysely<HistoryTables>,
  { subject, filter, checks }: { readonly subject: number; readonly filter: OpenFilter; readonly checks: readonly LookedCheck[] },
  order: 'newest' | 'oldest',
  after: number | null,
  limit: number,
): Promise<readonly number[]> {
  const spans = await openSpans(database, subject, filter);
  const [comes, way] = order === 'newest' ? (['<', 'desc'] as const) : (['>', 'asc'] as const);
  const nearer = (one: number, other: number): number => (order === 'newest' ? other - one : one - other);
  let nearest: number[] = [];
  for (const { check_no } of checks) {
    let query = spans.select('span.span_no').where('span.check_no', '=', check_no);
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
