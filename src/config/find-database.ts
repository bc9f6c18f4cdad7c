import { readFileSync, statSync } from 'node:fs';
import { addressFromVariables, parseDatabaseUrl, variableNamed, withPrimary, type DatabaseAddress } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import type { Settings } from './settings.ts';

/** Environment variables by name. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Where the database's address came from, for `doctor`; it never holds the address itself. */
export interface FoundDatabase {
  readonly address: DatabaseAddress;
  readonly source: string;
}

/**
 * Finds the database: the flag, else `DATABASE_URL`, else Railway's `MYSQL*` variables, else both from a `.env` file in
 * the current folder (as PeerQuest's own settings read it), else the configuration file. Beside the variables
 * `DATABASE_READ_URL` names a replica to read.
 *
 * @param flags `--database`, and `--write-database` for where the same is written
 * @throws UsageError when nothing names a database, or the name is no URL
 */
export async function findDatabase(
  flags: { readonly database?: string; readonly writeDatabase?: string },
  settings: Pick<Settings, 'database'>,
  environment: Environment,
): Promise<FoundDatabase> {
  const found = await findOne(flags.database ?? null, settings.database ?? null, environment);
  if (flags.writeDatabase === undefined) return found;
  const { address, source } = await named(flags.writeDatabase, environment, '--write-database');
  return both(found, { address, source });
}

async function findOne(flag: string | null, setting: Settings['database'] | null, environment: Environment): Promise<FoundDatabase> {
  if (flag !== null) return named(flag, environment, '--database');
  const fromEnvironment = fromVariables(environment, 'the environment');
  if (fromEnvironment !== null) return fromEnvironment;
  const fromDotenv = fromVariables(await dotenvVariables(), 'the file .env');
  if (fromDotenv !== null) return fromDotenv;
  const file = 'the configuration file';
  if (typeof setting === 'string') return named(setting, environment, file);
  if (setting != null) return both(await named(setting.read, environment, file), await named(setting.write, environment, file));
  throw new UsageError(
    'NO_DATABASE',
    'No database is named: give --database URL, set DATABASE_URL, or try "peerquest-audit demo" for a sample.',
  );
}

/** One database by two addresses. */
function both(read: FoundDatabase, write: FoundDatabase): FoundDatabase {
  const source = read.source === write.source ? read.source : `${read.source}; written: ${write.source}`;
  return { address: withPrimary(read.address, write.address), source };
}

async function named(value: string, environment: Environment, source: string): Promise<FoundDatabase> {
  const variable = variableNamed(value, source);
  if (variable === null) return { address: parseDatabaseUrl(value), source };
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

/**
 * What a file `.env` in the current folder says; nothing where there is none. A folder of that name is one of Python's environments, and a
 * device stands for a file that is to be hidden: neither says anything.
 *
 * @throws UsageError for a file that cannot be read, and for a pipe, which might never be written to
 */
async function dotenvVariables(): Promise<Environment> {
  const { parse } = await import('dotenv');
  try {
    const file = statSync('.env', { throwIfNoEntry: false });
    if (file === undefined || file.isDirectory() || file.isCharacterDevice()) return {};
    if (!file.isFile()) throw unreadable('it is a pipe or a socket');
    return parse(readFileSync('.env'));
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable((error as NodeJS.ErrnoException).code ?? 'unknown error', error);
  }
}

function unreadable(why: string, cause?: unknown): UsageError {
  return new UsageError(
    'DOTENV_UNREADABLE',
    `The file .env in the current folder cannot be read (${why}), and it may name the database or the store: make it readable, move it, or name both with --database and --store.`,
    { cause },
  );
}

function fromVariables(variables: Environment, where: string): FoundDatabase | null {
  const write = writtenInVariables(variables, where);
  const read = variables['DATABASE_READ_URL'];
  // By itself it would be taken for where to write, too.
  if (write === null || read === undefined || read === '') return write;
  return both({ address: parseDatabaseUrl(read), source: `DATABASE_READ_URL in ${where}` }, write);
}

function writtenInVariables(variables: Environment, where: string): FoundDatabase | null {
  const url = variables['DATABASE_URL'];
  if (url !== undefined && url !== '') return { address: parseDatabaseUrl(url), source: `DATABASE_URL in ${where}` };
  const address = addressFromVariables(variables, where);
  return address === null ? null : { address, source: `the MYSQL* variables in ${where}` };
}
