import { sql } from 'kysely';
import type { DatabaseValue, SqlFragment } from '../../database/index.ts';

/** How many of a group's rows give gold, less those that take it back: what was booked and reversed counts as not booked. */
export const timesBooked = (amount: SqlFragment): SqlFragment =>
  sql`coalesce(sum(case when ${amount} > 0 then 1 when ${amount} < 0 then -1 else 0 end), 0)`;

/** Gold from cents as a database gives them, the same number on every engine. */
export function goldOf(value: DatabaseValue | undefined): number {
  return Math.round(Number(value)) / 100;
}

/** Gold as a report prints it: `1250.50`. */
export const goldText = (gold: number): string => gold.toFixed(2);
