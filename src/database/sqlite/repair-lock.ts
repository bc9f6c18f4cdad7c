import { realpathSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { systemClock } from '../../clock.ts';
import type { LockClaim, LockHolder } from '../write-session.ts';
import { ENDING, inWords, isBusy, isNamed, openLock, PATIENCE_MS, refused, type OpenedLock } from './lock-file.ts';
import { holderIn, textOf } from './lock-holder.ts';

const PAUSE_MS = 5;

/** So often the lock's file may be put away by another program while this one opens it; more often is no accident. */
const SWAPS = 50;

const NOBODY: LockHolder = { host: null, pid: null, since: null };

/**
 * The repair lock of a SQLite file: a write lock on a small SQLite file beside it. The operating system lets it go with
 * the process, however that ends, so that there is no stale lock to clean up.
 *
 * Who had the lock puts the file away. Two processes could lock two files of one name then, so there are three rules: only who holds the
 * lock removes the file, and only while its name leads to the very file that is locked; who gets the lock of a file that has no name any
 * more lets it go and opens the one that has it now; and SQLite makes no journal beside the name, which it would take for one of the file
 * that has been put away. What is written is one page, which a process that is killed has written or not: it leaves the file, and the
 * next one takes it over.
 *
 * In a folder that others can write, another user may have put a file of that name there, with what they like in it: one that is no lock
 * of this tool's, or is of a user who may not write to the database, is refused in words of its own.
 *
 * The file also holds who has the lock, as the text of a view, which stands on the first page and is never asked. Others can read it only
 * when it is committed, and a commit lets the lock go for an instant: so a program that finds the lock free and a name in the file gives
 * way until it is clear whether another is just taking it, or died with it.
 */
export class SidecarLock {
  readonly #file: string;
  readonly #sidecar: string;
  #opened: OpenedLock;

  /** @throws RefusedError for a file that is no lock of this tool's, or another user's */
  constructor(file: string) {
    this.#file = realpathSync(file);
    this.#sidecar = `${this.#file}${ENDING}`;
    this.#opened = this.#open();
  }

  get #database(): Database {
    return this.#opened.database;
  }

  #open(): OpenedLock {
    for (let swaps = 0; swaps < SWAPS; swaps += 1) {
      const opened = openLock(this.#sidecar, this.#file);
      if (opened !== null) return opened;
    }
    throw refused(this.#sidecar);
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
      if (this.#database.inTransaction) {
        this.#database.exec('drop view if exists holder; commit');
        this.#putAway();
      }
    } catch {
      // The lock goes with the connection; a name that stays is that of a program that is gone.
    }
    this.#close();
  }

  /** Removes the file where nobody else has taken it. */
  #putAway(): void {
    if (!this.#begin(0)) return;
    if (this.#holder().pid === null && !this.#isPutAway()) rmSync(this.#sidecar, { force: true });
    this.#database.exec('rollback');
  }

  /** Lets a file go that was put away, and opens the one of its name; false where this one has it still. */
  #reopened(): boolean {
    if (!this.#isPutAway()) return false;
    this.#close();
    this.#opened = this.#open();
    return true;
  }

  /** Whether the name of the lock leads to another file by now, or to none. */
  #isPutAway(): boolean {
    return !isNamed(this.#sidecar, this.#opened.stats);
  }

  #close(): void {
    this.#opened.database.close();
    this.#opened.letGo();
  }

  /** @param isLast whether to take what stands there for true */
  #attempt(claim: LockClaim, isLast: boolean): 'locked' | 'unsure' | LockHolder {
    const isFree = this.#begin(0);
    if (this.#reopened()) return 'unsure';
    const holder = this.#holder();
    const isSure = holder.pid !== null && !(holder.host === claim.host && hasEnded(holder.pid));
    if (!isFree) return isSure || isLast ? holder : 'unsure';
    if (isSure && !isLast) {
      this.#database.exec('rollback');
      return 'unsure';
    }
    if (!this.#sign(claim) || !this.#begin(PATIENCE_MS)) return 'unsure';
    // Between the two anybody may have had it, and put it away.
    return this.#reopened() ? 'unsure' : 'locked';
  }

  /** Whether the name could be written; that ends the transaction either way. */
  #sign({ host, pid }: LockClaim): boolean {
    try {
      const holder: LockHolder = { host, pid, since: systemClock().toISOString() };
      this.#database.exec(`drop view if exists holder; create view ${textOf(holder)}; commit`);
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
      return holderIn(this.#database) ?? NOBODY;
    } catch {
      // Another program writes for longer than is waited.
      return NOBODY;
    }
  }
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
