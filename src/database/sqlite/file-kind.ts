import { statSync, type Stats } from 'node:fs';

/** What stands at a path. */
export type FileKind = 'a file' | 'a folder' | 'a device' | 'a named pipe' | 'a socket';

/**
 * What stands at a path, found out without opening it: a named pipe that is opened waits for a writer, or wakes one.
 *
 * @throws errors of Node for what is not there or cannot be looked at
 */
export function fileKind(path: string): FileKind {
  return kindOf(statSync(path));
}

/** The same of what was found there. */
export function kindOf(found: Stats): FileKind {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return found.isFile() ? 'a file' : 'a device';
}
