import { realpathSync, statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { DatabaseError } from '../../errors.ts';

/** How often a file is opened anew that is replaced in just that moment. */
const ATTEMPTS = 5;

/** Device and inode of a file, which it keeps under every name; null where there is none. */
export function fileMark(file: string): string | null {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}

/** An open database, and the mark of the file that was opened. */
export interface MarkedDatabase {
  readonly database: Database;
  readonly mark: string | null;
}

/** Opens a file, and makes sure which: SQLite does not tell what it has opened, and the name may lead to another a moment later. */
export function openMarked(file: string, open: () => Database): MarkedDatabase {
  for (let attempt = 1; ; attempt++) {
    const mark = fileMark(file);
    const database = open();
    if (fileMark(file) === mark || attempt === ATTEMPTS) return { database, mark };
    database.close();
  }
}

/** The file that a name leads to: its companions stand beside that one. A name that leads nowhere stays as it is. */
function realFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/**
 * Watches over a file that is written to: that it is still what its name leads to, and that its write-ahead log is. What is written
 * to a file that has lost its name is lost with it, and SQLite would say that all is well.
 */
export class FileWatch {
  readonly #file: string;
  readonly #mark: string | null;
  readonly #wal: string;
  #walMark: string | null = null;

  constructor(file: string, mark: string | null) {
    this.#file = file;
    this.#mark = mark;
    this.#wal = `${realFile(file)}-wal`;
  }

  /**
   * @throws DatabaseError when the file was replaced, moved or removed, or its write-ahead log was
   */
  requireUnmoved(): void {
    if (fileMark(this.#file) !== this.#mark) {
      throw new DatabaseError(
        'DATABASE_REPLACED',
        `The file "${this.#file}" was replaced, moved or removed while it was being written to: nothing more is written; look at what is there now, then run this again.`,
      );
    }
    // It stays until the last connection ends, and this one has not: a log that comes into being while it is open stays, too.
    const wal = fileMark(this.#wal);
    if (this.#walMark !== null && wal !== this.#walMark) {
      throw new DatabaseError(
        'DATABASE_REPLACED',
        `The write-ahead log of "${this.#file}" was removed or replaced while it was being written to: nothing more is written; end all programs that have the database open, check it with "PRAGMA integrity_check", then run this again.`,
      );
    }
    this.#walMark = wal;
  }
}
