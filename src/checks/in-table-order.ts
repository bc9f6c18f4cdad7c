import { sql } from 'kysely';
import type { SqlFragment } from '../database/index.ts';
import type { FindContext } from './define-check.ts';

/**
 * After a table's name: reads the whole table from its beginning to its end, where SQLite would follow an index from row to row
 * (to add up a column by person: 1.1 s instead of 3.8). Nothing for one person, whose rows an index finds.
 */
export function inTableOrder({ userId, capabilities }: FindContext): SqlFragment {
  return userId === null ? (capabilities.mergedCompounds?.inTableOrder ?? sql``) : sql``;
}
