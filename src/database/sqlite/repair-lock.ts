import { closeSync, fstatSync, lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { systemClock } from '../../clock.ts';
import { DatabaseError, RefusedError } from '../../errors.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import { makeFile } from '../../replace-file.ts';
import type { LockClaim, LockHolder } from '../write-session.ts';

/** How long to wait until whoever has just taken the lock has said so. */
const PATIENCE_MS = 500;
const PAUSE_MS = 5;

const NOBODY: LockHolder = { host: null, pid: null, since: null };

/**
 * The repair lock of a SQLite file: a write lock on a small SQLite file beside it. The operating system lets it go with
 * the process, however that ends, so that there is no stale lock to clean up. The file itself stays: removing it
 * would let two processes lock two files of one name.
 *
 * The file also holds the name of who has the lock. Others can read it only when it is committed, and a commit lets the lock
 * go for an instant: so whoever finds the lock free and a name in the file gives way until it is clear whether somebody is just
 * taking it, or died with it.
 */
export class SidecarLock {
  readonly #database: Database;

  constructor(file: string) {
    const database = realpathSync(file);
    const sidecar = `${database}.peerquest-audit-lock`;
    const { dev, ino } = lockFile(sidecar, database);
    this.#database = openSqliteFile(sidecar, { use: 'write', timeout: 0 });
    const now = lstatSync(sidecar, { throwIfNoEntry: false });
    if (now?.dev === dev && now.ino === ino) return;
    this.#database.close();
    throw refused(sidecar);
  }

  /** Takes the lock, or tells who has it; all of the holder is null where nobody has said so in time. */
  async take(claim: LockClaim): Promise<'locked' | LockHolder> {
    for (const end = performance.now() + PATIENCE_MS; ;) {
      const answer = this.#attempt(claim, performance.now() > end);
      if (answer !== 'unsure') return answer;
      await sleep(PAUSE_MS);
    }
  }

  /** Takes the name out before it lets the lock go: who finds none knows that it must wait for the next. */
  release(): void {
    try {
      if (this.#database.inTransaction) this.#database.exec('delete from holder; commit');
    } catch {
      // The lock goes with the connection; a name that stays is that of somebody who is gone.
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

  /** Whether the lock is this one's now. Whoever reads or writes the name meanwhile is waited for. */
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
      // There is no such table yet, or somebody writes for longer than anybody waits.
      return NOBODY;
    }
  }
}

/** The lock's own file, which is made where there is none. Whoever may write to the database may take the lock. */
function lockFile(sidecar: string, database: string): Stats {
  const { mode, uid, gid } = statSync(database);
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
    return there;
  }
  try {
    return fstatSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
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
