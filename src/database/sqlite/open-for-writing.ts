import type { Database } from 'better-sqlite3';
import { DatabaseError, RefusedError } from '../../errors.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import type { SqliteAddress } from '../address.ts';
import { codeOf } from '../connection-errors.ts';
import type { WriteSession } from '../write-session.ts';
import { compileForSqlite } from './compile.ts';
import { sqliteCapabilities } from './capabilities.ts';
import { companionTrouble } from './companions.ts';
import { sqliteError } from './errors.ts';
import { fileMark, FileWatch, openMarked } from './file-mark.ts';
import { defineDigest, readImages } from './images.ts';
import { requireFile } from './open.ts';
import { SidecarLock } from './repair-lock.ts';
import { identityOf, readSchema } from './schema.ts';
import { setSession } from './settings.ts';
import { Statements } from './statements.ts';
import { RowWriter } from './write-rows.ts';

/** Page cache in KiB: a batch touches pages all over the tables and their indexes (docs/performance.md). */
const CACHE_KIB = 20_480;

/** How long a transaction waits for another writer, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens a SQLite file for writing. Foreign keys are enforced, as Django does: a violation shows when the transaction
 * commits, which then has no effect.
 *
 * @throws DatabaseError when the file is missing, unreadable, or may not be written
 */
export function openSqliteForWriting({ file }: SqliteAddress): WriteSession {
  requireFile(file);
  const trouble = companionTrouble(file, 'write');
  if (trouble !== null) throw new RefusedError('COMPANIONS', trouble);
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw sqliteError(error, file);
    }
  };
  const { database, mark } = attempt(() => {
    const marked = openMarked(file, () => openSqliteFile(file, { use: 'write', timeout: BUSY_TIMEOUT }));
    const opened = marked.database;
    setSession(opened, 'write');
    opened.pragma(`cache_size = -${CACHE_KIB}`);
    defineDigest(opened);
    return marked;
  });
  const watch = new FileWatch(file, mark);
  const statements = new Statements(database);
  const rows = new RowWriter(statements);
  let lock: SidecarLock | null = null;
  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once; the interface is shared
  const soon = async <T>(work: () => T): Promise<T> => attempt(work);
  return {
    engine: 'sqlite',
    name: file,
    capabilities: sqliteCapabilities,
    identity: () => soon(() => identityOf(file)),
    instance: () => Promise.resolve({ database: String(mark), life: null }),
    replaced: () => Promise.resolve(fileMark(file) !== mark),
    schema: (tables) => soon(() => readSchema(database, tables)),
    async lock(claim) {
      try {
        lock ??= new SidecarLock(file);
        return await lock.take(claim);
      } catch (error) {
        throw sqliteError(error, file);
      }
    },
    begin: () =>
      soon(() => {
        database.exec('begin immediate');
        watch.requireUnmoved();
      }),
    // SQLite's transactions have no names.
    transactionId: () => Promise.resolve(null),
    outcomeOf: () => Promise.resolve(null),
    all: (query) =>
      soon(() => {
        const { sql, parameters } = compileForSqlite(query);
        return statements.get(sql).all(parameters);
      }),
    insert: (table, added) =>
      soon(() => {
        try {
          return rows.insert(table, added);
        } catch (error) {
          throw hasRunOut(error, database, table.name) ? noIdsLeft(table.name, error) : error;
        }
      }),
    update: (table, updates) => soon(() => rows.update(table, updates)),
    delete: (table, keys) => soon(() => rows.delete(table, keys)),
    images: (request) => soon(() => readImages(statements, request)),
    // The commit itself checks, and a commit that fails has no effect.
    checkConstraints: () => Promise.resolve(),
    commit: () =>
      soon(() => {
        watch.requireUnmoved();
        database.exec('commit');
      }),
    rollback: () =>
      soon(() => {
        if (database.inTransaction) database.exec('rollback');
      }).catch(() => undefined),
    close: () =>
      soon(() => {
        database.close();
        lock?.release();
      }),
  };
}

/** Whether SQLite, which says that the disk is full, means the numbers of a table with AUTOINCREMENT. */
function hasRunOut(error: unknown, database: Database, table: string): boolean {
  if (codeOf(error) !== 'SQLITE_FULL') return false;
  try {
    return (
      database.prepare<[string]>('select 1 from sqlite_sequence where name = ? and seq = 9223372036854775807').get(table) !== undefined
    );
  } catch {
    // Without any such table there is no list of their numbers.
    return false;
  }
}

function noIdsLeft(table: string, cause: unknown): DatabaseError {
  return new DatabaseError('REFUSED_BY_DATABASE', `${table} has no ids left: AUTOINCREMENT has given the last`, { cause });
}
