import { sql } from 'kysely';
import type { Capabilities, SqlFragment } from './capabilities.ts';

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
 * there as well, in sums and comparisons. What is no number is not finite, as is each sum of it.
 */
export function cents({ number }: Pick<Capabilities, 'number'>, amount: SqlFragment): SqlFragment {
  return sql`round(${number(amount)} * 100)`;
}
