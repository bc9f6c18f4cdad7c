import { realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isThisMachine, primaryOf, type DatabaseAddress } from '../database/index.ts';

/** What is asked of the file system; tests answer for it. */
export interface FileSystem {
  /** Device and number of what stands at a path; null where nothing does. */
  stat(path: string): { readonly device: bigint; readonly inode: bigint } | null;
  /** The path without symbolic links, of something that is there. */
  realPath(path: string): string;
}

/** The file system itself. */
export const thisMachine: FileSystem = {
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

/** A variable's value; a variable that is set to nothing is not set. */
export function setting(environment: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const value = environment[name];
  return value === undefined || value === '' ? null : value;
}

/** False where a file is thrown away with a container, and the audited database is not. */
export function lasts(
  file: string,
  audited: DatabaseAddress,
  environment: Readonly<Record<string, string | undefined>>,
  files: FileSystem = thisMachine,
): boolean {
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
  return 'file' in written ? files.stat(written.file)?.device === device : written.socketPath !== null || isThisMachine(written.host);
}

/** The device that a file is or will be on. */
function deviceOf(path: string, files: FileSystem): bigint | undefined {
  return files.stat(nearestExisting(resolve(path), files))?.device;
}

function nearestExisting(path: string, files: FileSystem): string {
  return files.stat(path) !== null || dirname(path) === path ? path : nearestExisting(dirname(path), files);
}
