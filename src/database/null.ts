import { sql } from 'kysely';
import type { SqlFragment } from './capabilities.ts';

/** Condition that a truth value is not true: false, or null, which only a column that lost its NOT NULL can hold. */
export function isNotTrue(column: SqlFragment): SqlFragment {
  return sql`(${column} is null or not ${column})`;
}
