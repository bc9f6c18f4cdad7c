import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { dotenvVariables, refuseForeign, type Environment, type FoundDatabase, type Settings } from '../config/index.ts';
import { fileOf, ofDotenv, type DatabaseAddress } from '../database/index.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { DEFAULT_FOLDER, findStore } from '../history/index.ts';

const VARIABLE = 'PEERQUEST_AUDIT_STORE';
/** Where Railway's volume is, on which the default store lies. */
const VOLUME = 'RAILWAY_VOLUME_MOUNT_PATH';

/** Where the store is, and what said so. */
export interface FoundStore {
  readonly address: DatabaseAddress;
  readonly source: string;
  /** False for the default, which nobody named. */
  readonly isNamed: boolean;
  /** Whether `.env` names another one, which is not taken: it belongs to a database that was not chosen. */
  readonly leavesDotenv: boolean;
}

/** What decides where the store is. */
export interface StoreSearch {
  /** `--store`. */
  readonly flag: string | undefined;
  readonly settings: Settings;
  readonly environment: Environment;
  /** The database that the store must outlive and not be; null where it is only read. */
  readonly audited: DatabaseAddress | null;
  /** The database by which `.env` is judged: asked only where that names a store. */
  readonly database: () => Promise<FoundDatabase>;
}

/**
 * Where runs and their journal are kept: the flag, else the environment, else `.env` where it names the database too, else the
 * configuration file, else the default.
 *
 * @throws UsageError, RefusedError as `findStore` does; RefusedError also for the default store of another user
 */
export async function locateStore({ flag, settings, environment, audited, database }: StoreSearch): Promise<FoundStore> {
  const trust = settings.trust === true;
  const named = flag ?? environment[VARIABLE] ?? '';
  // Where it is named, the file is not needed: it may be another program's, and not for this account to read.
  const dotenv = named === '' || named.startsWith('env:') ? await dotenvVariables(trust) : {};
  const { [VARIABLE]: another = '', [VOLUME]: volume = '', ...others } = dotenv;
  const says = another !== '' || volume !== '';
  const isTogether = says && (await isInDotenv(database));
  const variables = { ...others, ...(isTogether ? { [VARIABLE]: another, [VOLUME]: volume } : {}), ...environment };
  const address = findStore({ flag: flag ?? null, fileSetting: settings.store ?? null, environment: variables, audited });
  const source = sourceOf(flag, settings, environment, isTogether && another !== '');
  const isOfDotenv = source === DOTENV || (/^env:/i.test(named) && environment[named.slice(4)] === undefined);
  const file = fileOf(address);
  if (file !== null && dirname(file) === DEFAULT_FOLDER && source === DEFAULT) refuseForeignStore(file, trust);
  return {
    address: isOfDotenv ? ofDotenv(address) : address,
    source,
    isNamed: source !== DEFAULT,
    leavesDotenv: says && !isTogether,
  };
}

const DOTENV = `${VARIABLE} in the file .env`;
const DEFAULT = 'the default';

function sourceOf(flag: string | undefined, settings: Settings, environment: Environment, isTogether: boolean): string {
  if (flag !== undefined) return '--store';
  if ((environment[VARIABLE] ?? '') !== '') return `${VARIABLE} in the environment`;
  if (isTogether) return DOTENV;
  return settings.store === undefined ? DEFAULT : 'the configuration file';
}

/** Whether `.env` names the database, too. Where nothing names one, or not well, it does not. */
async function isInDotenv(database: StoreSearch['database']): Promise<boolean> {
  try {
    return (await database()).address.ofDotenv === true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

/** The store that nobody named lies in the folder that one happens to stand in: it may be anybody's, or lead to another program's file. */
function refuseForeignStore(file: string, trust: boolean): void {
  for (const [path, what] of [
    [DEFAULT_FOLDER, 'The folder of the store'],
    [file, 'The store'],
  ] as const) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return;
    if (found.isSymbolicLink() && path === file) {
      throw new RefusedError(
        'STORE_IS_LINK',
        `${what} "${path}" is a link, which may lead to another program's file: name the file itself with --store.`,
      );
    }
    refuseForeign(path, what, trust);
  }
}
