import { sql } from 'kysely';
import { chunks, type RowSource } from '../../database/index.ts';
import { uuid } from '../../model/index.ts';
import { fromStored, type StoredValue } from '../stored-value.ts';

/** How many people are looked up with one statement: MariaDB makes a table of a list of 1,000, and then reads all of ours. */
const PEOPLE = 500;

/** The names of these people, by their hyphenated ids; who is not there has none. */
export async function usernamesOf(source: RowSource, ids: readonly StoredValue[]): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  for (const chunk of chunks([...new Set(ids)], PEOPLE)) {
    const keys = source.capabilities.amongKeys(chunk.map(fromStored));
    const rows = await source.all(sql`select u.id, u.username from users_user as u where u.id in (${keys})`);
    for (const row of rows) names.set(uuid(row['id']), String(row['username']));
  }
  return names;
}
