import { accessSync, constants } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { Diagnostic } from '../read-session.ts';
import { quote } from './sql-text.ts';

/** What `doctor` says of a SQLite file. */
export function diagnoseSqlite(database: Database, file: string, tables: readonly string[]): readonly Diagnostic[] {
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
    integrityOf(database, tables),
    { topic: 'Clock', level: 'ok', text: 'this machine’s; stored times are taken for UTC' },
  ];
}

/** An index that lacks rows, or has too many, gives wrong answers, and nothing but this tells of it. */
function integrityOf(database: Database, tables: readonly string[]): Diagnostic {
  const there = database.prepare<[string], { readonly name: string }>("select name from sqlite_master where type = 'table' and name = ?");
  const damage = tables
    .filter((name) => there.get(name) !== undefined)
    .flatMap((name) => database.pragma(`integrity_check(${quote(name)})`) as { readonly integrity_check: string }[])
    .map((row) => row.integrity_check)
    .filter((text) => text !== 'ok');
  const [first] = damage;
  return first === undefined
    ? { topic: 'Integrity', level: 'ok', text: 'the tables and their indexes agree' }
    : {
        topic: 'Integrity',
        level: 'problem',
        text: `${first}${damage.length > 1 ? ` (and ${damage.length - 1} more)` : ''}: what is found may be wrong; repair nothing before REINDEX, or a backup, has mended it`,
      };
}

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
