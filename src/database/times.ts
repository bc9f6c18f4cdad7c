import { sql } from 'kysely';
import type { Capabilities, SqlFragment } from './capabilities.ts';

/**
 * Condition that a stored time is proven to lie before another one: both are times, in the one form in which they can be compared. What
 * cannot be read lies neither before nor after anything. Never null.
 */
export function isBefore({ isTime }: Pick<Capabilities, 'isTime'>, one: SqlFragment, other: SqlFragment): SqlFragment {
  return sql`(${isTime(one)} and ${isTime(other)} and ${one} < ${other})`;
}

/**
 * Condition that the first of two times, or the second where that is null, can be compared. MariaDB asked about COALESCE itself passes
 * over a zero date, as if it were null.
 */
export function isEitherTime({ isTime }: Pick<Capabilities, 'isTime'>, one: SqlFragment, other: SqlFragment): SqlFragment {
  return sql`case when ${one} is null then ${isTime(other)} else ${isTime(one)} end`;
}

/** Condition that a stored time is proven not to lie before another one. Never null. */
export function isNotBefore({ isTime }: Pick<Capabilities, 'isTime'>, one: SqlFragment, other: SqlFragment): SqlFragment {
  return sql`(${isTime(one)} and ${isTime(other)} and ${one} >= ${other})`;
}
