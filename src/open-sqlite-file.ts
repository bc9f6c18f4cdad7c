import { createRequire } from 'node:module';
import type Driver from 'better-sqlite3';
import { DatabaseError } from './errors.ts';

/** As an ES module the driver's exports would be looked for in its text first, for which each start would wait. */
const load = createRequire(import.meta.url);

/** How a database is to be used: nothing of `read` can write. */
export interface SqliteUse {
  readonly use: 'read' | 'write';
  /** How long to wait for a program that holds the file, in milliseconds; as long as the driver does unless given. */
  readonly timeout?: number;
}

/**
 * Opens a SQLite database: the only way to one in this program. Its author is not trusted: it is opened in the driver's
 * defensive mode without extensions, what its schema defines calls no function that does more than reckon, and damaged pages are
 * found where they are loaded.
 *
 * @param source a file that is there; an empty name for a database that goes with the connection; what a file holds, for one in memory
 * @throws errors of SQLite, as they are, an error where this build of SQLite lacks one of these, and DatabaseError where the driver is not
 *   there for this Node.js
 */
export function openSqliteFile(source: string | Buffer, { use, timeout }: SqliteUse): Driver.Database {
  const isFile = typeof source === 'string' && source !== '';
  const database = opened(source, {
    ...(isFile ? { fileMustExist: true, readonly: use === 'read' } : {}),
    ...(timeout === undefined ? {} : { timeout }),
  });
  try {
    for (const [name, value] of Object.entries({ trusted_schema: 0, cell_size_check: 1, query_only: use === 'read' ? 1 : 0 })) {
      database.pragma(`${name} = ${value}`);
      const told: unknown = database.pragma(name, { simple: true });
      if (told !== value)
        throw new Error(`this build of SQLite cannot be used: its setting ${name} is ${String(told)} instead of ${value}`);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The driver looks for its native part when it first opens something. */
function opened(source: string | Buffer, options: Driver.Options): Driver.Database {
  try {
    const Database = load('better-sqlite3') as typeof Driver;
    return new Database(source, options);
  } catch (error) {
    if (!isOfLoading(error)) throw error;
    throw new DatabaseError(
      'SQLITE_DRIVER',
      `The SQLite driver cannot be loaded by Node.js ${process.version}: after a change to another Node.js install this tool again, or run "npm rebuild better-sqlite3" where it is installed.`,
      { cause: error },
    );
  }
}

/** Whether it is the package that is missing, its native part, or one that is not for this Node.js or machine. */
function isOfLoading(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_DLOPEN_FAILED' || error.message.startsWith('Could not locate the bindings file');
}
