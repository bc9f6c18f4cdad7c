import { sql } from 'kysely';
import type { SqlFragment } from '../database/index.ts';
import type { FindContext } from './define-check.ts';

/** Condition that narrows rows to the audited person's own, by the column that refers to the person; nothing for everybody. */
export function ownRows({ userId }: FindContext, column: SqlFragment): SqlFragment {
  return userId === null ? sql`` : sql`and ${column} = ${userId}`;
}
