import { sql } from 'kysely';
import { isOwn, type Check, type FindContext } from '../checks/index.ts';
import type { DatabaseRow, DatabaseValue, ReadSession, SqlFragment } from '../database/index.ts';
import { instant, isInstant, type Finding } from '../model/index.ts';
import { rowNamedBy } from './named-row.ts';
import { tidy } from './sql-of.ts';

/**
 * The SELECT that gives the row of a finding, and no other, with its values in the text, for this engine's own shell: the row that its keys
 * name, or that of the check's query. Null for a finding that is about no row of the database.
 *
 * @param row the row in which the check found it
 */
export async function sqlOfRow(
  session: ReadSession,
  check: Check,
  context: Omit<FindContext, 'wanted'>,
  { key }: Finding,
  row: DatabaseRow,
): Promise<string | null> {
  const one = rowNamedBy(check, key, row, session.catalog);
  if (one !== null) {
    return session.pasted(sql`select t.* from ${sql.id(one.table)} as t where ${isSame(session, sql.id('t', one.key), one.id)};`);
  }
  if (check.scan !== undefined) return null;
  const conditions = check.orderBy.map((column) => isSame(session, sql.id('found', column), row[column] ?? null));
  const found = check.find({ ...context, wanted: 'findings' });
  const text = await session.pasted(sql`select found.*
from (${found}) as found
where ${sql.join(conditions, sql` and `)};`);
  // What somebody else has written may hold a text of several lines, which is not to be touched.
  return isOwn(check) ? text : tidy(text);
}

/** The second comparison of a text decides where the column's collation takes different ones for the same; a time is printed as the session wants. */
function isSame({ capabilities: { bytes } }: ReadSession, column: SqlFragment, value: DatabaseValue): SqlFragment {
  if (value === null) return sql`${column} is null`;
  const isText = typeof value === 'string' && !isInstant(instant(value) ?? '');
  return isText ? sql`${column} = ${value} and ${bytes(column)} = ${bytes(sql`${value}`)}` : sql`${column} = ${value}`;
}
