import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** How a file is to look that is made. */
interface Look {
  /** The mode, whatever the umask says. */
  readonly mode: number;
  /** Whose it is to be; null for this account and its group. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

const { O_WRONLY, O_CREAT, O_EXCL, O_APPEND, O_TRUNC } = constants;
/** Windows has none; O_EXCL alone takes no link anywhere. */
const O_NOFOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;

/**
 * Makes a file of a name that must be free: a link of that name, which others may have put there, leads nowhere. Owner and mode are set on
 * what was made, not on what has its name by then.
 *
 * @returns its descriptor, to write to
 * @throws errors of the file system as they are: EEXIST where the name is taken, EPERM where the file cannot be given away
 */
export function makeFile(path: string, { mode, owner }: Look): number {
  const descriptor = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    const made = fstatSync(descriptor);
    if (owner !== null && (made.uid !== owner.uid || made.gid !== owner.gid)) fchownSync(descriptor, owner.uid, owner.gid);
    // Not every file system has modes: what needs no change is not asked for.
    if ((made.mode & 0o777) !== mode) fchmodSync(descriptor, mode);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    rmSync(path, { force: true });
    throw error;
  }
}

/** A file that is made beside the place that it is to take. */
export interface FileInTheMaking {
  /** Its name while it is made; nobody else knows it. */
  readonly path: string;
  readonly descriptor: number;
  /** It is whole: it is written to the disk, and takes its place. */
  finish(): void;
  /** It comes to nothing: it leaves no trace. */
  discard(): void;
}

/**
 * Begins a file that takes its place when it is whole: a reader never sees half of it, and one that comes to nothing leaves what was there.
 *
 * @throws errors of the file system as they are
 */
export function beginFile(target: string, look: Look): FileInTheMaking {
  const path = join(dirname(target), `.${randomUUID()}.peerquest-audit.tmp`);
  const descriptor = makeFile(path, look);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  return {
    path,
    descriptor,
    finish() {
      fsyncSync(descriptor);
      close();
      renameSync(path, target);
    },
    discard() {
      close();
      rmSync(path, { force: true });
    },
  };
}

/** Writes a whole file into its place. */
export type Put = (write: (descriptor: number) => void) => void;

/**
 * Finds out whether a file can be written at a path: a new one for this account only, or one that takes the place of another when it is
 * whole, and keeps its owner and its mode. Through a link the file behind it is replaced. A device or a pipe is written to as it is.
 *
 * @throws errors with a `code`: those of the file system, a link of another account, and one that leads nowhere
 */
export function replaceFile(path: string): Put {
  const target = behindLinks(path);
  const old = statSync(target, { throwIfNoEntry: false });
  if (old?.isDirectory() === true) throw withCode('EISDIR');
  if (old?.isFile() === false) return inPlace(target, O_APPEND);
  const look = { mode: old === undefined ? 0o600 : old.mode & 0o777, owner: old ?? null };
  try {
    beginFile(target, look).discard();
  } catch (error) {
    // A new file would be of another owner: this one is written to as it lies there.
    if (old !== undefined && codeOf(error) === 'EPERM') return inPlace(target, O_TRUNC);
    throw error;
  }
  return (write) => {
    const file = beginFile(target, look);
    try {
      write(file.descriptor);
      file.finish();
    } catch (error) {
      file.discard();
      throw error;
    }
  };
}

/** @param how O_TRUNC for a file, O_APPEND for what takes whatever comes */
function inPlace(target: string, how: number): Put {
  const flags = O_WRONLY | (lstatSync(target).isSymbolicLink() ? 0 : O_NOFOLLOW);
  closeSync(openSync(target, flags | O_APPEND));
  return (write) => {
    const descriptor = openSync(target, flags | how);
    try {
      write(descriptor);
      if (fstatSync(descriptor).isFile()) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  };
}

/** The name without links. One of another account may lead to a file that only this account can replace. */
function behindLinks(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() !== true) return path;
  if (process.geteuid !== undefined && found.uid !== process.geteuid() && found.uid !== 0) throw withCode('a link of another account');
  try {
    return realpathSync(path);
  } catch (error) {
    // What /dev/stdout leads to has no name where it is a pipe.
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) return path;
    throw codeOf(error) === 'ENOENT' ? withCode('a link that leads nowhere') : error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}
