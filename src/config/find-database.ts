import { existsSync, readFileSync } from 'node:fs';
import { parseDatabaseUrl, type DatabaseAddress } from '../database/index.ts';
import { UsageError } from '../errors.ts';

/** Environment variables by name. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Where the database's address came from, for `doctor`; it never holds the address itself. */
export interface FoundDatabase {
  readonly address: DatabaseAddress;
  readonly source: string;
}

/**
 * Finds the database: the flag, else `DATABASE_URL`, else Railway's `MYSQL*` variables, else both from a `.env` file in
 * the current folder (as PeerQuest's own settings read it), else the configuration file.
 *
 * @throws UsageError when nothing names a database, or the name is no URL
 */
export async function findDatabase(flag: string | null, fileSetting: string | null, environment: Environment): Promise<FoundDatabase> {
  if (flag !== null) return named(flag, environment, '--database');
  const fromEnvironment = fromVariables(environment, 'the environment');
  if (fromEnvironment !== null) return fromEnvironment;
  const fromDotenv = fromVariables(await dotenvVariables(), 'the file .env');
  if (fromDotenv !== null) return fromDotenv;
  if (fileSetting !== null) return named(fileSetting, environment, 'the configuration file');
  throw new UsageError(
    'NO_DATABASE',
    'No database is named: give --database URL, set DATABASE_URL, or try "peerquest-audit demo" for a sample.',
  );
}

async function named(value: string, environment: Environment, source: string): Promise<FoundDatabase> {
  const variable = /^env:(.*)$/.exec(value)?.[1];
  if (variable === undefined) return { address: parseDatabaseUrl(value), source };
  const url = environment[variable] ?? (await dotenvVariables())[variable];
  if (url === undefined || url === '') {
    throw new UsageError(
      'NO_DATABASE',
      `${source} names the variable "${variable}", which is not set in the environment or in a file .env.`,
    );
  }
  return { address: parseDatabaseUrl(url), source: `the variable ${variable}` };
}

/** All variables: those of the environment, and those of a file `.env` in the current folder that the environment does not set. */
export async function readEnvironment(environment: Environment): Promise<Environment> {
  return { ...(await dotenvVariables()), ...environment };
}

/** What a file `.env` in the current folder says; nothing where there is none. */
async function dotenvVariables(): Promise<Environment> {
  if (!existsSync('.env')) return {};
  const { parse } = await import('dotenv');
  return parse(readFileSync('.env'));
}

function fromVariables(variables: Environment, where: string): FoundDatabase | null {
  const url = variables['DATABASE_URL'];
  if (url !== undefined && url !== '') return { address: parseDatabaseUrl(url), source: `DATABASE_URL in ${where}` };
  const { MYSQLHOST: host, MYSQLPORT: port, MYSQLUSER: user, MYSQLPASSWORD: password, MYSQLDATABASE: database } = variables;
  if ([host, port, user, password, database].every((value) => value === undefined || value === '')) return null;
  // The defaults that Railway gives its MySQL service, and PeerQuest's settings repeat.
  const part = (value: string | undefined, otherwise: string): string =>
    encodeURIComponent(value === undefined || value === '' ? otherwise : value);
  if (port !== undefined && port !== '' && !/^\d{1,5}$/.test(port)) {
    throw new UsageError('BAD_DATABASE_URL', `MYSQLPORT in ${where} is "${port}": it must be a port number.`);
  }
  const credentials = password === undefined || password === '' ? part(user, 'root') : `${part(user, 'root')}:${part(password, '')}`;
  const address = parseDatabaseUrl(
    `mysql://${credentials}@${host === undefined || host === '' ? 'mysql.railway.internal' : host}:${port === undefined || port === '' ? '3306' : port}/${part(database, 'railway')}`,
  );
  return { address, source: `the MYSQL* variables in ${where}` };
}
