import { accessSync, closeSync, constants, fstatSync, lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { systemClock } from '../../clock.ts';
import { DatabaseError, RefusedError } from '../../errors.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import { makeFile } from '../../replace-file.ts';
import type { LockClaim, LockHolder } from '../write-session.ts';

/** How long to wait until the program that has just taken the lock has said so. */
const PATIENCE_MS = 500;
const PAUSE_MS = 5;

/** Modes of a database that others than its owner may write. */
const WRITTEN_BY_OTHERS = 0o022;
/** What SQLite says of a file that is none of its own, and of one that is not for this account. */
const [NO_LOCK, CLOSED] = [/^SQLITE_(NOTADB|CORRUPT|ERROR)/, /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/];
const ENDING = '.peerquest-audit-lock';

const NOBODY: LockHolder = { host: null, pid: null, since: null };

/**
 * The repair lock of a SQLite file: a write lock on a small SQLite file beside it. The operating system lets it go with
 * the process, however that ends, so that there is no stale lock to clean up. The file itself stays: removing it
 * would let two processes lock two files of one name.
 *
 * In a folder that others can write, another user may have put a file of that name there, with what they like in it: one that is no lock
 * of this tool's, or is of a user who may not write to the database, is refused in words of its own.
 *
 * The file also holds the name of who has the lock. Others can read it only when it is committed, and a commit lets the lock
 * go for an instant: so a program that finds the lock free and a name in the file gives way until it is clear whether another is just
 * taking it, or died with it.
 */
export class SidecarLock {
  readonly #sidecar: string;
  readonly #database: Database;

  /** @throws RefusedError for a file that is no lock of this tool's, or another user's */
  constructor(file: string) {
    const database = realpathSync(file);
    const sidecar = `${database}${ENDING}`;
    const { dev, ino } = lockFile(sidecar, database);
    this.#sidecar = sidecar;
    this.#database = inWords(sidecar, () => openSqliteFile(sidecar, { use: 'write', timeout: PATIENCE_MS }));
    try {
      const now = lstatSync(sidecar, { throwIfNoEntry: false });
      if (now?.dev !== dev || now.ino !== ino) throw refused(sidecar);
      inWords(sidecar, () => {
        if (this.#holdsMore()) throw unusable(sidecar, 'it holds something else');
      });
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  /** Whether there is anything but the one table: a view or a trigger of another user may never come to an end. */
  #holdsMore(): boolean {
    try {
      return this.#database.prepare("select 1 from sqlite_schema where type <> 'table' or name <> 'holder'").get() !== undefined;
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    }
  }

  /** Takes the lock, or tells who has it; all of the holder is null where nobody has said so in time. */
  async take(claim: LockClaim): Promise<'locked' | LockHolder> {
    for (const end = performance.now() + PATIENCE_MS; ;) {
      const answer = inWords(this.#sidecar, () => this.#attempt(claim, performance.now() > end));
      if (answer !== 'unsure') return answer;
      await sleep(PAUSE_MS);
    }
  }

  /** Takes the name out before it lets the lock go: who finds none knows that it must wait for the next. */
  release(): void {
    try {
      if (this.#database.inTransaction) this.#database.exec('delete from holder; commit');
    } catch {
      // The lock goes with the connection; a name that stays is that of a program that is gone.
    }
    this.#database.close();
  }

  /** @param isLast whether to take what stands there for true */
  #attempt(claim: LockClaim, isLast: boolean): 'locked' | 'unsure' | LockHolder {
    const isFree = this.#begin(0);
    const holder = this.#holder();
    const isSure = holder.pid !== null && !(holder.host === claim.host && hasEnded(holder.pid));
    if (!isFree) return isSure || isLast ? holder : 'unsure';
    if (isSure && !isLast) {
      this.#database.exec('rollback');
      return 'unsure';
    }
    return this.#sign(claim) && this.#begin(PATIENCE_MS) ? 'locked' : 'unsure';
  }

  /** Whether the name could be written; that ends the transaction either way. */
  #sign({ host, pid }: LockClaim): boolean {
    try {
      this.#database.exec('create table if not exists holder (host text, pid integer, since text); delete from holder');
      this.#database.prepare('insert into holder values (?, ?, ?)').run(host, pid, systemClock().toISOString());
      this.#database.exec('commit');
      return true;
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('rollback');
      if (!isBusy(error)) throw error;
      return false;
    }
  }

  /** Whether the lock is this one's now. A program that reads or writes the name meanwhile is waited for. */
  #begin(patience: number): boolean {
    try {
      this.#database.pragma(`busy_timeout = ${patience}`);
      this.#database.exec('begin immediate');
      return true;
    } catch (error) {
      if (!isBusy(error)) throw error;
      return false;
    } finally {
      this.#database.pragma(`busy_timeout = ${PATIENCE_MS}`);
    }
  }

  #holder(): LockHolder {
    try {
      return this.#database.prepare<[], LockHolder>('select host, pid, since from holder').get() ?? NOBODY;
    } catch {
      // There is no such table yet, or another program writes for longer than is waited.
      return NOBODY;
    }
  }
}

/** The lock's own file, which is made where there is none. An account that may write to the database may take the lock. */
function lockFile(sidecar: string, database: string): Stats {
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
    const there = lstatSync(sidecar);
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
function inWords<T>(sidecar: string, work: () => T): T {
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

function refused(sidecar: string): RefusedError {
  return new RefusedError(
    'LOCK_IS_LINK',
    `The lock of repairs, "${sidecar}", is a link or no file, which another user may have put there: look where it leads, remove it, and run this again.`,
  );
}

/** Whether there is no process of this number on this host. */
function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith('SQLITE_BUSY');
}
