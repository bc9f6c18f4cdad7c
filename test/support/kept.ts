import Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What a running service writes whoever asks: that it is there, and when its jobs are due. */
const BEATS = ['peerquest_audit_lease', 'peerquest_audit_job'];

/**
 * A hash of everything that a running service has to leave alone where it refuses something: a database, to the byte, and its store, row by row, but for
 * the beats of the service itself.
 */
export function keptIn(databaseFile: string, storeFile: string): Readonly<Record<string, string>> {
  const store = new Database(storeFile, { readonly: true });
  try {
    const tables = store.prepare("select name from sqlite_master where type = 'table' order by name").pluck().all() as string[];
    return Object.fromEntries([
      ['the database', hashOf(readFileSync(databaseFile))],
      ...tables
        .filter((table) => !BEATS.includes(table))
        .map((table) => [table, hashOf(JSON.stringify(store.prepare(`select * from "${table}"`).raw().all()))]),
    ]) as Record<string, string>;
  } finally {
    store.close();
  }
}

const hashOf = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
