import {
  addressFromVariables,
  asSubject,
  bareVariable,
  ofDotenv,
  parseDatabaseUrl,
  refuseBareVariable,
  variableNamed,
  withPrimary,
  type DatabaseAddress,
} from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { dotenvVariables, type Environment } from './dotenv-file.ts';
import { chosenDatabase, type NamedDatabase } from './named-database.ts';
import type { Settings } from './settings.ts';

/** Where the database's address came from, for `doctor`; it never holds the address itself. */
export interface FoundDatabase {
  readonly address: DatabaseAddress;
  readonly source: string;
}

/**
 * Finds the database. Where the configuration file names several, it is the one whose name the flag gives, or the only one; the flag may be
 * an address all the same. Elsewhere it is that of the flag, else `DATABASE_URL`, else Railway's `MYSQL*` variables, else both from a `.env` file in
 * the current folder (as PeerQuest's own settings read it), else the configuration file. Beside the variables
 * `DATABASE_READ_URL` names a replica to read.
 *
 * @param flags `--database`, and `--write-database` for where the same is written
 * @throws UsageError when nothing names a database, or the name is no URL
 */
export async function findDatabase(
  flags: { readonly database?: string; readonly writeDatabase?: string },
  settings: Pick<Settings, 'database' | 'databases' | 'trust'>,
  environment: Environment,
): Promise<FoundDatabase> {
  const variables: Variables = { environment, dotenv: () => dotenvVariables(settings.trust === true) };
  const flag = flags.database ?? null;
  const chosen = settings.databases === undefined ? null : chosenDatabase(flag, settings.databases);
  if (chosen !== null) {
    if (flags.writeDatabase === undefined) return namedInFile(chosen, variables);
    throw new UsageError(
      'BAD_DATABASE_URL',
      `--write-database cannot stand beside "${chosen.name}", of which the configuration file says where it is written: leave it out.`,
    );
  }
  const found = await findOne(flag, settings.database ?? null, variables);
  if (flags.writeDatabase === undefined) return found;
  const { address, source } = await named(flags.writeDatabase, variables, '--write-database');
  return both(found, { address, source });
}

/**
 * An address that a setting or a flag names: as it is, or by a variable.
 *
 * @param source what names it
 * @throws UsageError where it is no address, or the variable is not set
 */
export async function namedAddress(
  value: string,
  source: string,
  settings: Pick<Settings, 'trust'>,
  environment: Environment,
): Promise<DatabaseAddress> {
  const { address } = await named(value, { environment, dotenv: () => dotenvVariables(settings.trust === true) }, source);
  return address;
}

interface Variables {
  readonly environment: Environment;
  readonly dotenv: () => Promise<Environment>;
}

async function findOne(flag: string | null, setting: Settings['database'] | null, variables: Variables): Promise<FoundDatabase> {
  if (flag !== null) return named(flag, variables, '--database');
  const fromEnvironment = fromVariables(variables.environment, 'the environment');
  if (fromEnvironment !== null) return fromEnvironment;
  const fromDotenv = fromVariables(await variables.dotenv(), 'the file .env');
  if (fromDotenv !== null) return { ...fromDotenv, address: ofDotenv(fromDotenv.address) };
  const file = 'the configuration file';
  if (typeof setting === 'string') return named(setting, variables, file);
  if (setting != null) return both(await named(setting.read, variables, file), await named(setting.write, variables, file));
  throw new UsageError(
    'NO_DATABASE',
    'No database is named: give --database URL, set DATABASE_URL, or try "peerquest-audit demo" for a sample.',
  );
}

/** A database that has a name in the configuration file. */
async function namedInFile({ name, url, read, backupOf }: NamedDatabase, variables: Variables): Promise<FoundDatabase> {
  const label = `"${name}" in the configuration file${backupOf === undefined ? '' : `, a backup of "${backupOf}"`}`;
  const written = await named(url, variables, label);
  const found = read === undefined ? written : both(await named(read, variables, label), written);
  const subject = backupOf === undefined ? { name, backup: null } : { name: backupOf, backup: name };
  return { address: asSubject(found.address, subject), source: found.source === label ? label : `${label}, by ${found.source}` };
}

/** One database by two addresses. */
function both(read: FoundDatabase, write: FoundDatabase): FoundDatabase {
  const source = read.source === write.source ? read.source : `${read.source}; written: ${write.source}`;
  return { address: withPrimary(read.address, write.address), source };
}

async function named(value: string, { environment, dotenv }: Variables, source: string): Promise<FoundDatabase> {
  const variable = variableNamed(value, source);
  if (variable === null) {
    const bare = bareVariable(value);
    if (bare !== null) refuseBareVariable(bare, source, { ...(await dotenv()), ...environment });
    return { address: parseDatabaseUrl(value), source };
  }
  const own = environment[variable];
  const url = own ?? (await dotenv())[variable];
  if (url === undefined || url === '') {
    throw new UsageError(
      'NO_DATABASE',
      `${source} names the variable "${variable}", which is not set in the environment or in a file .env.`,
    );
  }
  const address = parseDatabaseUrl(url);
  if (own !== undefined) return { address, source: `the variable ${variable}` };
  return { address: ofDotenv(address), source: `the variable ${variable} in the file .env` };
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
  const found = addressFromVariables(variables, where);
  return found === null ? null : { address: found.address, source: `the ${found.names} variables in ${where}` };
}
