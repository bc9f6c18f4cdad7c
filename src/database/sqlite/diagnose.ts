import { accessSync, constants } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { Diagnostic } from '../read-session.ts';

/** What `doctor` says of a SQLite file. */
export function diagnoseSqlite(database: Database, file: string): readonly Diagnostic[] {
  const version = String(database.prepare('select sqlite_version()').pluck().get());
  const mode = String(database.pragma('journal_mode', { simple: true }));
  return [
    { topic: 'Engine', level: 'ok', text: `SQLite ${version}, embedded` },
    {
      topic: 'Privileges',
      level: 'note',
      text: mayWrite(file)
        ? 'this account could write to the file; the audit opens it read-only, so it cannot'
        : 'this account cannot write to the file',
    },
    mode === 'wal'
      ? { topic: 'Journal mode', level: 'ok', text: 'WAL: an audit never holds up a writer' }
      : {
          topic: 'Journal mode',
          level: 'advice',
          text: `${mode}: a writer waits with its commit until an audit has read everything; in WAL mode it would not: PRAGMA journal_mode = WAL;`,
        },
    { topic: 'Clock', level: 'ok', text: 'this machine’s; Django stores times in UTC' },
  ];
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
