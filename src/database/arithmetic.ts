import { sql } from 'kysely';
import type { SqlFragment } from './capabilities.ts';

/**
 * A whole number divided by another, rounded down, for negative numbers too, on every engine: the remainder is taken off first,
 * so that what is divided leaves none.
 *
 * @param by positive
 */
export function floorDivide(dividend: SqlFragment, by: number): SqlFragment {
  const divisor = sql.lit(by);
  return sql`(${dividend} - ((${dividend} % ${divisor}) + ${divisor}) % ${divisor}) / ${divisor}`;
}

/**
 * An amount of two decimals in hundredths, as a whole number. SQLite stores decimals as floating numbers: whole numbers are exact
 * there as well, in sums and comparisons.
 */
export function cents(amount: SqlFragment): SqlFragment {
  return sql`round(${amount} * 100)`;
}
