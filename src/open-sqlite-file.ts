import Database from 'better-sqlite3';

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
 * @throws errors of SQLite, as they are, and an error where this build of SQLite lacks one of these
 */
export function openSqliteFile(source: string | Buffer, { use, timeout }: SqliteUse): Database.Database {
  const isFile = typeof source === 'string' && source !== '';
  const database = new Database(source, {
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
