import { sql } from 'kysely';
import type { DatabaseValue, ReadSession, SqlFragment } from '../database/index.ts';
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
 * Finds the person whom a text means: by user name, byte for byte even where the collation ignores case, by e-mail address, or by id.
 *
 * @param redact whether errors name nobody
 * @throws UsageError for a text that means nobody, with the nearest names, or several people
 */
export async function findUser(session: ReadSession, text: string, users: UserTable, redact = false): Promise<UserScope> {
  const missing = session.catalog.missing({ [users.table]: [users.id, users.name] });
  if (missing !== null) {
    throw new UsageError('NO_USERS', `--user cannot be looked up: ${missing.reason}; "peerquest-audit doctor" tells more.`);
  }
  const { bytes, asText } = session.capabilities;
  const [id, name] = [sql.ref(`u.${users.id}`), sql.ref(`u.${users.name}`)];
  // The first comparison can use the index; the second one decides.
  const byName = await usersWhere(session, users, sql`${name} = ${text} and ${bytes(name)} = ${bytes(sql`${text}`)}`);
  const mayBeEmail = text.includes('@') && users.name !== EMAIL && session.catalog.missing({ [users.table]: [EMAIL] }) === null;
  const email = sql.ref(`u.${EMAIL}`);
  const byEmail = mayBeEmail ? await usersWhere(session, users, sql`lower(${email}) = lower(${text})`) : [];
  // Ids are compared as texts, which no index serves: where a name says who is meant, only what looks like an id is looked for.
  const mayBeId = byName.length + byEmail.length === 0 || uuid(text) !== text || /^(?:\d+|[0-9a-f-]{36})$/i.test(text);
  const sameId = sql.join(
    [...idForms(text)].map((form) => sql`${bytes(asText(id))} = ${bytes(sql`${form}`)}`),
    sql` or `,
  );
  const byId = mayBeId ? await usersWhere(session, users, sameId) : [];
  const meanings = [
    ...byName.map((user) => ({ user, by: 'that name' })),
    ...byEmail.map((user) => ({ user, by: 'that e-mail address' })),
    ...byId.map((user) => ({ user, by: 'that id' })),
  ];
  const [first, second] = new Map(meanings.map((meaning) => [meaning.user.id, meaning])).values();
  const who = redact ? 'The user who was asked for' : `User "${printable(text)}"`;
  if (first === undefined)
    throw new UsageError('UNKNOWN_USER', `${who} not found: ${redact ? CHECK_SPELLING : await hintFor(text, session, users)}`);
  if (second === undefined) return first.user;
  const all = meanings.slice(0, 4).map(({ user, by }) => {
    return `the user with ${by} (id ${printable(user.id)}${redact ? '' : `, "${printable(user.username)}"`})`;
  });
  throw new UsageError('AMBIGUOUS_USER', `${who} can be ${all.join(' or ')}: give the id of the one whom you mean.`);
}

const CHECK_SPELLING = 'check the spelling; upper and lower case count.';

/** Where PeerQuest has the address of a person; another table of users may have it, too. */
const EMAIL = 'email';

async function usersWhere(session: ReadSession, { table, id, name }: UserTable, condition: SqlFragment): Promise<readonly UserScope[]> {
  const rows = await session
    .all(
      sql`
    select ${sql.ref(`u.${id}`)} as id, ${sql.ref(`u.${name}`)} as username from ${sql.table(table)} as u
    where ${condition}`,
    )
    .catch((error: unknown) => {
      // The column's character set has no such characters: nobody there has it.
      if (error instanceof DatabaseError && error.code === 'MIXED_COLLATIONS') return [];
      throw error;
    });
  return rows.map((row) => ({ id: uuid(row['id']), username: String(row['username']), storedId: row['id'] ?? null }));
}

/** An id as each engine may hold it: a UUID with hyphens or without. */
function idForms(text: string): ReadonlySet<string> {
  const id = uuid(text.toLowerCase());
  return id === text.toLowerCase() && !/^[0-9a-f-]{36}$/.test(id) ? new Set([text]) : new Set([id, id.replaceAll('-', '')]);
}

async function hintFor(text: string, session: ReadSession, { table, name }: UserTable): Promise<string> {
  const near = new NearestNames(text);
  for await (const rows of session.stream(sql`select ${sql.ref(`u.${name}`)} as username from ${sql.table(table)} as u`)) {
    for (const candidate of rows) near.offer(String(candidate['username']));
  }
  const names = near.names.map((candidate) => `"${printable(candidate)}"`);
  return names.length > 0 ? `did you mean ${names.join(' or ')}?` : CHECK_SPELLING;
}
