import { accessSync, closeSync, constants, fstatSync, lstatSync, statSync, type Stats } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { DatabaseError, RefusedError } from '../../errors.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import { makeFile } from '../../replace-file.ts';
import { holdFile } from '../hold.ts';
import { holderIn } from './lock-holder.ts';

/** Modes of a database that others than its owner may write. */
const WRITTEN_BY_OTHERS = 0o022;
/** What SQLite says of a file that is none of its own, and of one that is not for this account. */
const [NO_LOCK, CLOSED] = [/^SQLITE_(NOTADB|CORRUPT|ERROR)/, /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/];
/** What the lock's file is called, after the database's. */
export const ENDING = '.peerquest-audit-lock';
/** How long a statement waits for another connection. */
export const PATIENCE_MS = 500;

/** A lock's file, as it is open. */
export interface OpenedLock {
  readonly database: Database;
  readonly stats: Stats;
  /** Lets its number (its inode) go, which no other file is given until then. */
  readonly letGo: () => void;
}

/**
 * Opens the file of a lock, which is made where there is none.
 *
 * @returns null where it was put away meanwhile
 * @throws RefusedError for a file that is no lock of this tool's, or another user's
 */
export function openLock(sidecar: string, file: string): OpenedLock | null {
  const stats = lockFile(sidecar, file);
  if (stats === null) return null;
  const letGo = holdFile(sidecar);
  // What is held has a number that no other file is given: what has it from here on is the same file.
  const isHeld = (letGo.ino ?? stats.ino) === stats.ino;
  let database: Database | null = null;
  try {
    const opened = (database = openSqliteFile(sidecar, { use: 'write', timeout: PATIENCE_MS }));
    opened.pragma('journal_mode = memory');
    if (isHeld && isNamed(sidecar, stats)) {
      if (inWords(sidecar, () => holdsMore(opened))) throw unusable(sidecar, 'it holds something else');
      return { database: opened, stats, letGo };
    }
  } catch (error) {
    database?.close();
    letGo();
    if (!isNamed(sidecar, stats)) return null;
    return inWords(sidecar, () => {
      throw error;
    });
  }
  database.close();
  letGo();
  return null;
}

/** Whether a name leads to this file. */
export function isNamed(path: string, { dev, ino }: Stats): boolean {
  const there = lstatSync(path, { throwIfNoEntry: false });
  return there?.dev === dev && there.ino === ino;
}

/** Whether there is anything in it but who has it. */
function holdsMore(database: Database): boolean {
  try {
    return holderIn(database) === undefined;
  } catch (error) {
    if (isBusy(error)) return false;
    throw error;
  }
}

/**
 * The lock's own file, which is made where there is none; null where it was put away meanwhile. An account that may write to the database
 * may take the lock.
 */
function lockFile(sidecar: string, database: string): Stats | null {
  const ofDatabase = statSync(database);
  const { mode, uid, gid } = ofDatabase;
  // Only root gives files away, and there the owner of the database must be able to take the lock, too.
  const owner = process.geteuid?.() === 0 ? { uid, gid } : null;
  let descriptor: number;
  try {
    descriptor = makeFile(sidecar, { mode: mode & 0o666, owner });
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['EACCES', 'EPERM', 'EROFS'].includes(code)) {
      throw new DatabaseError(
        'READ_ONLY',
        `The folder of "${database}", where the lock of repairs is made, may not be written by this account (${code}): check its permissions, then run the repair again.`,
        { cause: error },
      );
    }
    if (code !== 'EEXIST') throw error;
    const there = lstatSync(sidecar, { throwIfNoEntry: false });
    if (there === undefined) return null;
    // A link of either kind may lead to a file that is nobody's lock.
    if (!there.isFile() || there.nlink > 1) throw refused(sidecar);
    refuseForeign(sidecar, there, ofDatabase);
    return there;
  }
  try {
    return fstatSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A user who may not write to the database has no business with its lock, and can do nothing with it but keep it. */
function refuseForeign(sidecar: string, { uid }: Stats, database: Stats): void {
  const account = process.geteuid?.();
  if (account === undefined || [0, account, database.uid].includes(uid) || (database.mode & WRITTEN_BY_OTHERS) !== 0) return;
  throw new RefusedError(
    'LOCK_IS_FOREIGN',
    `The lock of repairs, "${sidecar}", belongs to another user of the machine (uid ${uid}), who may not write to the database and can keep repairs from running with it: remove it, and run this again.`,
  );
}

/** What SQLite says of the lock's file is told of that file, and not of the database. */
export function inWords<T>(sidecar: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (typeof code !== 'string' || !(NO_LOCK.test(code) || (CLOSED.test(code) && isOfAnother(sidecar)))) throw error;
    throw unusable(sidecar, code, error);
  }
}

/** Whether the lock is what keeps this account from a database that it may write: where it may not, that is what is to be told. */
function isOfAnother(sidecar: string): boolean {
  try {
    accessSync(sidecar.slice(0, -ENDING.length), constants.W_OK);
  } catch {
    return false;
  }
  return statSync(sidecar, { throwIfNoEntry: false })?.uid !== process.geteuid?.();
}

function unusable(sidecar: string, why: string, cause?: unknown): RefusedError {
  const owner = statSync(sidecar, { throwIfNoEntry: false })?.uid;
  return new RefusedError(
    'LOCK_UNUSABLE',
    `The lock of repairs, "${sidecar}" (of uid ${owner ?? 'unknown'}), cannot be taken by this account (${why}): while no repair runs, remove it, or have its owner or root remove it, and run this again.`,
    { cause },
  );
}

/** Of a link, of what is no file, and of a file that changes all the time. */
export function refused(sidecar: string): RefusedError {
  return new RefusedError(
    'LOCK_IS_LINK',
    `The lock of repairs, "${sidecar}", is a link or no file, which another user may have put there: look where it leads, remove it, and run this again.`,
  );
}

/** Whether another connection holds the file. */
export function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith('SQLITE_BUSY');
}
