import { basename, dirname, join, resolve } from 'node:path';
import {
  bareVariable,
  fileAddress,
  fileOf,
  parseDatabaseUrl,
  refuseBareVariable,
  variableNamed,
  type DatabaseAddress,
} from '../database/index.ts';
import { RefusedError, UsageError } from '../errors.ts';
import { lasts, setting, thisMachine, type FileSystem } from './lasting.ts';

/** What decides where the store is. */
export interface StoreWish {
  /** `--store`: a URL, a path, or `env:NAME`. */
  readonly flag: string | null;
  /** The same from the configuration file. */
  readonly fileSetting: string | null;
  /** Environment variables by name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The database that the store must outlive and not be; null when runs are only listed. */
  readonly audited: DatabaseAddress | null;
}

/** The store's file within the folder or volume that holds it. */
const FILE = 'store.sqlite3';
/** The folder of the store that nobody named, in the current folder. */
export const DEFAULT_FOLDER = '.peerquest-audit';

/**
 * Finds the store: the flag, else `PEERQUEST_AUDIT_STORE`, else the configuration file, else a file on Railway's volume,
 * else `.peerquest-audit/store.sqlite3` in the current folder. A store that nobody named must be on a disk that lasts.
 *
 * @throws UsageError when the name is no URL, or its variable is not set
 * @throws RefusedError when the store's disk is thrown away with its container, or the store is the audited file itself
 */
export function findStore({ flag, fileSetting, environment, audited }: StoreWish, files: FileSystem = thisMachine): DatabaseAddress {
  const store = namedStore(flag, fileSetting, environment) ?? defaultStore(environment, audited, files);
  const [file, auditedFile] = [fileOf(store), audited === null ? null : fileOf(audited)];
  if (file !== null && auditedFile !== null && isSameFile(file, auditedFile, files)) {
    throw new RefusedError(
      'STORE_IS_AUDITED',
      `The store "${file}" is the audited database itself: name another file or a server with --store.`,
    );
  }
  return store;
}

function namedStore(flag: string | null, fileSetting: string | null, environment: StoreWish['environment']): DatabaseAddress | null {
  if (flag !== null) return parsed(flag, '--store', environment);
  const variable = setting(environment, 'PEERQUEST_AUDIT_STORE');
  if (variable !== null) return parsed(variable, 'PEERQUEST_AUDIT_STORE', environment);
  return fileSetting === null ? null : parsed(fileSetting, 'the store setting of the configuration file', environment);
}

function parsed(value: string, source: string, environment: StoreWish['environment']): DatabaseAddress {
  const variable = variableNamed(value, source);
  const bare = bareVariable(value);
  if (bare !== null) refuseBareVariable(bare, source, environment);
  const url = variable === null ? value : setting(environment, variable);
  if (url === null) {
    throw new UsageError(
      'NO_STORE',
      `The variable "${variable}", which ${source} names as the store, is not set: set it to the store's URL.`,
    );
  }
  if (url.trim() === '') throw new UsageError('NO_STORE', `The store that ${source} names is empty: give a URL or the path of a file.`);
  if (/^(?:sqlite3?:(?:\/\/\/?)?)?:memory:$/i.test(url.trim())) {
    throw new UsageError('NO_STORE', `A store in memory, which ${source} names, is lost with the run: give a URL or the path of a file.`);
  }
  return parseDatabaseUrl(url);
}

function defaultStore(environment: StoreWish['environment'], audited: DatabaseAddress | null, files: FileSystem): DatabaseAddress {
  const volume = setting(environment, 'RAILWAY_VOLUME_MOUNT_PATH');
  if (volume !== null) return fileAddress(join(volume, 'peerquest-audit', FILE));
  const file = join(DEFAULT_FOLDER, FILE);
  // Only listing runs loses nothing.
  if (audited !== null && !lasts(file, audited, environment, files)) {
    throw new RefusedError(
      'STORE_DOES_NOT_LAST',
      'The journal that undo needs would be lost with this container’s disk: mount a volume (Railway’s is used by itself), or name a store with --store URL.',
    );
  }
  return fileAddress(file);
}

/** True for one file by two names: relative, through symbolic links, or a hard link. */
function isSameFile(one: string, other: string, files: FileSystem): boolean {
  const [a, b] = [files.stat(one), files.stat(other)];
  if (a !== null && b !== null) return a.device === b.device && a.inode === b.inode;
  return realName(resolve(one), files) === realName(resolve(other), files);
}

/** The path without symbolic links, also of a file that is not there yet. */
function realName(path: string, files: FileSystem): string {
  if (files.stat(path) !== null) return files.realPath(path);
  return dirname(path) === path ? path : join(realName(dirname(path), files), basename(path));
}
