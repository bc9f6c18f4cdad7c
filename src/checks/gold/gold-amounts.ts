import { sql } from 'kysely';
import type { DatabaseValue, SqlFragment } from '../../database/index.ts';

/** How many of a group's rows give gold, less those that take it back: what was booked and reversed counts as not booked. */
export const timesBooked = (amount: SqlFragment): SqlFragment =>
  sql`coalesce(sum(case when ${amount} > 0 then 1 when ${amount} < 0 then -1 else 0 end), 0)`;

/** Gold from cents as a database gives them, the same number on every engine; null for what is no finite number. */
export function goldOf(value: DatabaseValue | undefined): number | null {
  const gold = value === null || value === undefined ? NaN : Math.round(Number(value)) / 100;
  return Number.isFinite(gold) ? gold : null;
}

/** Gold as a report prints it: `1250.50`. */
export const goldText = (gold: number | null): string => gold?.toFixed(2) ?? 'no number';
