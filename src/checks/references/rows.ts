import { sql } from 'kysely';
import type { DatabaseValue, Query } from '../../database/index.ts';
import { rowId, uuid, type RowId } from '../../model/index.ts';

/** Terms of one UNION: SQLite takes 500. */
const TERMS = 400;

/** All rows of several SELECTs with the same columns; each bears its place in the list as `place`. */
export function unionAll(selects: readonly Query[]): Query {
  if (selects.length <= TERMS) return sql.join([...selects], sql`\n      union all\n      `);
  const parts: Query[] = [];
  for (let start = 0; start < selects.length; start += TERMS) {
    parts.push(sql`select * from (${unionAll(selects.slice(start, start + TERMS))}) as ${sql.id(`part${start}`)}`);
  }
  return unionAll(parts);
}

/** A key or a reference that was read as text, in the form of reports. */
export function keyValue(text: DatabaseValue | undefined, kind: string): RowId {
  if (kind === 'uuid') return uuid(text);
  return kind === 'integer' ? rowId(text) : String(text);
}
