import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import type { TestDatabase } from './databases.ts';

/** The password of every account that tests make: it must never show up in any output or file. */
export const ACCOUNT_PASSWORD = 'n0t-for-print';

const TABLES = ['users_user', 'quests_quest', 'quests_questparticipant', 'applications_application'];
const REFERRING = ['quests_questsubmission', 'quests_questsubmissionattempt'];

/** An account of a test database with just these rights on PeerQuest's tables. */
export interface Account {
  /** The database by way of it. */
  readonly url: string;
  drop(): Promise<void>;
}

/** Makes an account that may do this with PeerQuest's tables: `select`, or `select, insert, update, delete`. */
export async function createAccount(database: TestDatabase, name: string, rights: string): Promise<Account> {
  const url = Object.assign(new URL(database.url), { username: name, password: ACCOUNT_PASSWORD }).href;
  const schema = new URL(database.url).pathname.slice(1);
  const isPostgres = database.engine === 'postgresql';
  const who = isPostgres ? name : `${name}@'%'`;
  const statements = isPostgres
    ? [`create role ${name} login password '${ACCOUNT_PASSWORD}'`]
    : [`create user ${who} identified by '${ACCOUNT_PASSWORD}'`];
  statements.push(...[...TABLES, ...REFERRING].map((table) => `grant ${rights} on ${isPostgres ? table : `${schema}.${table}`} to ${who}`));
  await runAsAdministrator(database.url, statements);
  return {
    url,
    drop: () => runAsAdministrator(database.url, isPostgres ? [`drop owned by ${name}`, `drop role ${name}`] : [`drop user ${who}`]),
  };
}

/** Runs statements by a connection of their own, so that nothing of the test's session is in them. */
export async function runAsAdministrator(url: string, statements: readonly string[]): Promise<void> {
  if (url.startsWith('postgresql')) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
    return;
  }
  const connection = await createConnection(url);
  for (const statement of statements) await connection.query(statement);
  await connection.end();
}
