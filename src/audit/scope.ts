import { sql } from 'kysely';
import type { DatabaseValue, ReadSession } from '../database/index.ts';
import { DatabaseError, UsageError } from '../errors.ts';
import { printable, uuid, type UserReference } from '../model/index.ts';
import { NearestNames } from '../nearest.ts';

/** The person an audit is narrowed to. */
export interface UserScope extends UserReference {
  readonly username: string;
  /** The id as the database stores it: what queries compare with. */
  readonly storedId: DatabaseValue;
}

/** The table of the people by whom `--user` narrows an audit. */
export interface UserTable {
  readonly table: string;
  readonly id: string;
  /** The column that `--user` is compared with. */
  readonly name: string;
}

/** PeerQuest's. */
export const PEERQUEST_USERS: UserTable = { table: 'users_user', id: 'id', name: 'username' };

/**
 * Finds the person with this user name, byte for byte even where the collation ignores case.
 *
 * @throws UsageError for an unknown name, with the nearest ones
 */
export async function findUser(session: ReadSession, username: string, users: UserTable): Promise<UserScope> {
  const missing = session.catalog.missing({ [users.table]: [users.id, users.name] });
  if (missing !== null) {
    throw new UsageError('NO_USERS', `--user cannot be looked up: ${missing.reason}; "peerquest-audit doctor" tells more.`);
  }
  const { bytes } = session.capabilities;
  const table = sql.table(users.table);
  const [id, name] = [sql.ref(`u.${users.id}`), sql.ref(`u.${users.name}`)];
  // The first comparison can use the index; the second one decides.
  const [row] = await session
    .all(
      sql`
    select ${id} as id, ${name} as username from ${table} as u
    where ${name} = ${username} and ${bytes(name)} = ${bytes(sql`${username}`)}`,
    )
    .catch((error: unknown) => {
      // The column's character set has no such characters: nobody there bears the name.
      if (error instanceof DatabaseError && error.code === 'MIXED_COLLATIONS') return [];
      throw error;
    });
  if (row !== undefined) {
    return { id: uuid(row['id']), username: String(row['username']), storedId: row['id'] ?? null };
  }
  const near = new NearestNames(username);
  for await (const rows of session.stream(sql`select ${name} as username from ${table} as u`)) {
    for (const candidate of rows) near.offer(String(candidate['username']));
  }
  const names = near.names.map((name) => `"${printable(name)}"`);
  const hint = names.length > 0 ? `did you mean ${names.join(' or ')}?` : 'check the spelling; upper and lower case count.';
  throw new UsageError('UNKNOWN_USER', `User "${printable(username)}" not found: ${hint}`);
}
