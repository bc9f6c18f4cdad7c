import type { Database } from 'better-sqlite3';
import { DatabaseError } from '../../errors.ts';

type Settings = Readonly<Record<string, string | number>>;

/** What every connection to an audited file has besides what opening it sets, whatever this build of SQLite or a later one begins with (docs/databases.md, "Settings"). */
const ALL: Settings = {
  // Order of rows where nobody asked for one.
  reverse_unordered_selects: 0,
  // A file that is cut short while it is mapped into memory ends the process.
  mmap_size: 0,
  // Locks that are let go between transactions.
  locking_mode: 'normal',
  // Names of columns of a result are those of the query.
  full_column_names: 0,
  short_column_names: 1,
};

const WRITING: Settings = {
  ...ALL,
  // As Django enforces them.
  foreign_keys: 1,
  ignore_check_constraints: 0,
  // As in Django's connections: triggers that write to their own table would otherwise call themselves.
  recursive_triggers: 0,
  // The schema is the application's.
  writable_schema: 0,
  // FULL. Where a commit could be lost with the power, the journal would say that it was made; this build has NORMAL for WAL.
  synchronous: 2,
};

/**
 * Sets what can change a result or the safety of a write, and reads it back: a build of SQLite may lack a setting, and says nothing then.
 *
 * @throws DatabaseError when a setting was not taken
 */
export function setSession(database: Database, use: 'read' | 'write'): void {
  for (const [name, value] of Object.entries(use === 'read' ? ALL : WRITING)) {
    database.pragma(`${name} = ${value}`);
    const told: unknown = database.pragma(name, { simple: true });
    if (told === value || (told === undefined && isHarmlessWithout(name))) continue;
    throw new DatabaseError(
      'SESSION_SETTING',
      `SQLite's setting ${name} is ${String(told)} and could not be made ${value}: nothing was touched; this build of SQLite cannot be used, install the package again.`,
    );
  }
}

/** Builds without these have the value that is wanted. */
function isHarmlessWithout(name: string): boolean {
  return ['full_column_names', 'short_column_names', 'mmap_size'].includes(name);
}
