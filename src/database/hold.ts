import { closeSync, fstatSync, openSync } from 'node:fs';
import { fileOf, type DatabaseAddress } from './address.ts';

/** Linux's flag for a handle on a file that reads nothing, and whose end gives up no lock that SQLite has on it, as that of others does. */
const O_PATH = 0o10000000;

/**
 * Keeps the number of a SQLite file (its inode) in use until it is let go: the file that takes its place between two sessions then
 * has another, by which it is known. Elsewhere than on Linux numbers are not used again so soon. Nothing is held of a server.
 *
 * @returns what lets it go
 */
export function holdDatabase(address: DatabaseAddress): () => void {
  const file = fileOf(address);
  return file === null ? () => undefined : holdFile(file);
}

/**
 * Keeps the number of a file in use until it is let go.
 *
 * @returns what lets it go, and the number where one is held
 */
export function holdFile(file: string): (() => void) & { readonly ino?: number } {
  if (process.platform !== 'linux') return () => undefined;
  try {
    const descriptor = openSync(file, O_PATH);
    return Object.assign(
      () => {
        closeSync(descriptor);
      },
      { ino: fstatSync(descriptor).ino },
    );
  } catch {
    // What is wrong with it is told when it is opened in earnest.
    return () => undefined;
  }
}
