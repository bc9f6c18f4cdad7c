import { accessSync, closeSync, constants, existsSync, openSync, readSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';

/** Where the header of a SQLite file says by which kind of journal it is read, and the byte that stands for a write-ahead log. */
const READ_VERSION_AT = 19;
const WAL = 2;

/**
 * Why this account must not open a file: SQLite would make companions beside it (a write-ahead log and its index, or a rollback
 * journal) that belong to this account, and the file's owner, most likely the application, could not write to them afterwards.
 *
 * @returns a sentence with the cure; null where there is nothing to fear
 */
export function companionTrouble(name: string, use: 'read' | 'write'): string | null {
  // As root, SQLite gives what it makes to the owner of the file; Windows has no such owners.
  const account = process.geteuid?.() ?? 0;
  if (account === 0) return null;
  let missing: readonly string[];
  let owner: number;
  try {
    const file = realpathSync(name);
    const [stats, folder] = [statSync(file), statSync(dirname(file))];
    owner = stats.uid;
    if (owner === account || ownerCouldWrite(stats, folder)) return null;
    accessSync(dirname(file), constants.W_OK);
    const log = [`${file}-wal`, `${file}-shm`].filter((companion) => !existsSync(companion));
    // Looked into only where it must be: the end of a handle gives up the locks that this process has on a file.
    if (log.length > 0 && hasWal(file)) missing = log;
    else if (use === 'write' && log.length > 0) {
      accessSync(file, constants.W_OK);
      missing = [`${file}-journal`];
    } else return null;
  } catch {
    // Where folder or file may not be written to nothing is made; what else is wrong is told when the file is opened.
    return null;
  }
  const others = use === 'read' ? 'audit a copy that the owner made with sqlite3 FILE ".backup COPY", ' : '';
  return (
    `"${name}" belongs to another account, and SQLite would have to make ${missing.map((companion) => `"${companion}"`).join(' and ')}, ` +
    `to which that account could not write afterwards: run this as the owner (sudo -u '#${owner}' …), ${others}` +
    'or give the file and its folder to a group that may write to both, and the folder the setgid bit (chmod g+s); nothing was opened.'
  );
}

function hasWal(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const header = Buffer.alloc(READ_VERSION_AT + 1);
    return readSync(descriptor, header, 0, header.length, 0) === header.length && header[READ_VERSION_AT] === WAL;
  } finally {
    closeSync(descriptor);
  }
}

/** Companions have the file's permissions, this account as owner, and its group, or the folder's where that has the setgid bit. */
function ownerCouldWrite(file: Stats, folder: Stats): boolean {
  if ((file.mode & 0o002) !== 0) return true;
  const group = (folder.mode & 0o2000) !== 0 ? folder.gid : process.getegid?.();
  return (file.mode & 0o020) !== 0 && group === file.gid;
}
