import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isThisMachine, parseDatabaseUrl, primaryOf, variableNamed, type DatabaseAddress } from '../database/index.ts';
import { RefusedError, UsageError } from '../errors.ts';

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

/** What is asked of the file system; tests answer for it. */
export interface FileSystem {
  /** Device and number of what stands at a path; null where nothing does. */
  stat(path: string): { readonly device: bigint; readonly inode: bigint } | null;
  /** The path without symbolic links, of something that is there. */
  realPath(path: string): string;
}

const thisMachine: FileSystem = {
  stat(path) {
    try {
      const { dev, ino } = statSync(path, { bigint: true });
      return { device: dev, inode: ino };
    } catch {
      return null;
    }
  },
  realPath: (path) => realpathSync(path),
};

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
  if (audited?.engine === 'sqlite' && store.engine === 'sqlite' && isSameFile(store.file, audited.file, files)) {
    throw new RefusedError(
      'STORE_IS_AUDITED',
      `The store "${store.file}" is the audited database itself: name another file or a server with --store.`,
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

/** A variable's value; a variable that is set to nothing is not set. */
function setting(environment: StoreWish['environment'], name: string): string | null {
  const value = environment[name];
  return value === undefined || value === '' ? null : value;
}

function parsed(value: string, source: string, environment: StoreWish['environment']): DatabaseAddress {
  const variable = variableNamed(value, source);
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
  if (volume !== null) return { engine: 'sqlite', file: join(volume, 'peerquest-audit', FILE) };
  const file = join(DEFAULT_FOLDER, FILE);
  // Only listing runs loses nothing.
  if (audited !== null && !lasts(file, audited, environment, files)) {
    throw new RefusedError(
      'STORE_DOES_NOT_LAST',
      'The journal that undo needs would be lost with this container’s disk: mount a volume (Railway’s is used by itself), or name a store with --store URL.',
    );
  }
  return { engine: 'sqlite', file };
}

/** False where a file of the current folder is thrown away with a container, and the audited database is not. */
function lasts(file: string, audited: DatabaseAddress, environment: StoreWish['environment'], files: FileSystem): boolean {
  if (setting(environment, 'RAILWAY_ENVIRONMENT') !== null) return false;
  const inContainer =
    files.stat('/.dockerenv') !== null ||
    files.stat('/run/.containerenv') !== null ||
    setting(environment, 'KUBERNETES_SERVICE_HOST') !== null;
  if (!inContainer) return true;
  const device = deviceOf(file, files);
  // A volume that is mounted here lasts.
  if (device !== files.stat('/')?.device) return true;
  const written = primaryOf(audited);
  return written.engine === 'sqlite'
    ? files.stat(written.file)?.device === device
    : written.socketPath !== null || isThisMachine(written.host);
}

/** The device that a file is or will be on. */
function deviceOf(path: string, files: FileSystem): bigint | undefined {
  return files.stat(nearestExisting(resolve(path), files))?.device;
}

function nearestExisting(path: string, files: FileSystem): string {
  return files.stat(path) !== null || dirname(path) === path ? path : nearestExisting(dirname(path), files);
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
