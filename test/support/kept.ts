import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a running service writes whoever asks: that it is there, and when its jobs are due. */
const BEATS = ['peerquest_audit_lease', 'peerquest_audit_job'];

/** The rows of each table of a store, but for the beats of the service itself. */
type Rows = Readonly<Record<string, readonly string[]>>;

/**
 * A hash of everything that a running service has to leave alone where it refuses something: a database, to the byte, and its store, row by row, but for
 * the beats of the service itself.
 */
export function keptIn(databaseFile: string, storeFile: string): Readonly<Record<string, string>> {
  const rows = Object.entries(rowsOf(storeFile)).map(([table, all]) => [table, hashOf(all.join('\n'))]);
  return Object.fromEntries([['the database', hashOf(readFileSync(databaseFile))], ...rows]) as Record<string, string>;
}

/** What a service in this process keeps in its folder, looked at as often as it is asked something. */
export class KeptFolder {
  readonly #path: string;
  /** The name of the store's file. */
  readonly store: string;
  readonly #hashed = new Map<string, { readonly stamp: string; readonly hash: string }>();
  #read: { readonly files: string; readonly rows: Rows } | null = null;

  constructor(path: string, store: string) {
    this.#path = path;
    this.store = store;
  }

  /** A hash of each file. What SQLite keeps beside a database while it is open is part of what it says, but for its index. */
  files(): Readonly<Record<string, string>> {
    const names = readdirSync(this.#path).filter((name) => !name.endsWith('-shm'));
    return Object.fromEntries(
      names.sort().flatMap((name) => {
        const path = join(this.#path, name);
        const about = statSync(path);
        if (!about.isFile()) return [];
        const { mtimeMs, size, ino } = about;
        const stamp = `${mtimeMs} ${size} ${ino}`;
        const known = this.#hashed.get(name);
        if (known?.stamp === stamp) return [[name, known.hash]];
        const hash = hashOf(readFileSync(path));
        // What was written a moment ago may be written again within the same tick of the clock.
        if (Date.now() - mtimeMs > 100) this.#hashed.set(name, { stamp, hash });
        return [[name, hash]];
      }),
    );
  }

  /** The rows of the store, without when each session was last used. */
  rows(): Rows {
    const files = JSON.stringify(this.files());
    if (this.#read?.files !== files) this.#read = { files, rows: rowsOf(join(this.#path, this.store)) };
    return this.#read.rows;
  }
}

function rowsOf(storeFile: string): Rows {
  if (!existsSync(storeFile)) return {};
  const store = new Database(storeFile, { readonly: true });
  try {
    const tables = store.prepare("select name from sqlite_master where type = 'table' order by name").pluck().all() as string[];
    return Object.fromEntries(
      tables
        .filter((table) => !BEATS.includes(table))
        .map((table) => {
          const all = store.prepare(`select * from "${table}"`).all() as Record<string, unknown>[];
          return [table, all.map((row) => JSON.stringify(row, (name, value: unknown) => (name === 'used_at' ? undefined : value)))];
        }),
    );
  } finally {
    store.close();
  }
}

const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
