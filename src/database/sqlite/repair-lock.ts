import { chmodSync, chownSync, existsSync, realpathSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { LockClaim, LockHolder } from '../write-session.ts';

/** How long to wait for somebody who reads or writes the name of the holder. */
const PATIENCE_MS = 500;

/**
 * The repair lock of a SQLite file: a write lock on a small SQLite file beside it. The operating system lets it go with
 * the process, however that ends, so that there is no stale lock to clean up. The file itself stays: removing it
 * would let two processes lock two files of one name.
 */
export class SidecarLock {
  readonly #database: Database.Database;

  constructor(file: string) {
    const database = realpathSync(file);
    const sidecar = `${database}.peerquest-audit-lock`;
    const isNew = !existsSync(sidecar);
    this.#database = new Database(sidecar, { timeout: 0 });
    if (!isNew) return;
    // Whoever may write to the database may take the lock.
    const { mode, uid, gid } = statSync(database);
    chmodSync(sidecar, mode & 0o666);
    if (process.getuid?.() === 0) chownSync(sidecar, uid, gid);
  }

  /** Takes the lock, or tells who has it. */
  take(claim: LockClaim): 'locked' | LockHolder {
    for (const end = Date.now() + PATIENCE_MS; ;) {
      try {
        this.#become(claim);
        return 'locked';
      } catch (error) {
        if (this.#database.inTransaction) this.#database.exec('rollback');
        if (!isBusy(error)) throw error;
        if (this.#isHeld() || Date.now() > end) return this.#holder();
        // Nobody has it: somebody was only reading the name of who had.
      }
    }
  }

  release(): void {
    this.#database.close();
  }

  /** Writes the name where nobody can read meanwhile: whoever finds the lock taken must not read the name of the one before. */
  #become({ host, pid }: LockClaim): void {
    this.#database.exec('begin exclusive; create table if not exists holder (host text, pid integer, since text); delete from holder');
    this.#database.prepare('insert into holder values (?, ?, ?)').run(host, pid, new Date().toISOString());
    // Others read who holds the lock only once it is committed; then the lock is taken again, and kept.
    this.#database.exec('commit; begin immediate');
  }

  #isHeld(): boolean {
    try {
      this.#database.exec('begin immediate; rollback');
      return false;
    } catch (error) {
      if (!isBusy(error)) throw error;
      return true;
    }
  }

  #holder(): LockHolder {
    try {
      // The holder may be just writing its name.
      this.#database.pragma(`busy_timeout = ${PATIENCE_MS}`);
      const row = this.#database.prepare<[], LockHolder>('select host, pid, since from holder').get();
      return row ?? { host: null, pid: null, since: null };
    } catch {
      return { host: null, pid: null, since: null };
    }
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown } | null)?.code).startsWith('SQLITE_BUSY');
}
