import { sql } from 'kysely';
import type { SqlFragment } from '../../database/index.ts';
import type { RowId } from '../../model/index.ts';

/**
 * Row ids as they stand in `in (…)`. They are digits and nothing else, so they need no parameters, of which the engines
 * allow only so many.
 */
export function idList(ids: readonly RowId[]): SqlFragment {
  return sql.raw(ids.map((id) => BigInt(id).toString()).join(', '));
}
