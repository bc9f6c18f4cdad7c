import { accessSync, closeSync, constants, existsSync, fsyncSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { makeFolder, syncFolder } from '../../make-folder.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import { makeFile } from '../../replace-file.ts';
import type { SqliteAddress } from '../address.ts';
import { codeOf } from '../connection-errors.ts';
import type { StoreConnection } from '../store-connection.ts';
import { columnsOf, valuesOf, type InsertRows } from '../store-rows.ts';
import { companionTrouble } from './companions.ts';
import { fileKind } from './file-kind.ts';
import { PatientDialect, whenFree } from './patient-dialect.ts';
import { sqliteStoreDdl } from './store-ddl.ts';

/** How long to wait for another process where a store is opened, in milliseconds. */
const BUSY_TIMEOUT = 10_000;
/** In KB: an index over hundreds of thousands of hashes is otherwise written page by page, again and again. */
const CACHE = 16_000;
/** Rows of a table that one connection has added, after which it is looked at anew how they lie. */
const MUCH = 2_000;

/**
 * Opens a store's SQLite file; with `create` it and its folder are made where they are missing, for this account only.
 *
 * @returns null when there is no file and none is to be made
 * @throws errors of Node and of SQLite, as they are
 */
export async function openSqliteStore({ file }: SqliteAddress, create: boolean): Promise<StoreConnection | null> {
  if (create) {
    makeStoreFile(file);
    for (const path of [file, folderOf(file)]) accessSync(path, constants.W_OK);
  } else if (isMissing(file)) return null;
  const kind = fileKind(file);
  if (kind !== 'a file') throw Object.assign(new Error(kind), { code: 'NOT_A_FILE' });
  const trouble = companionTrouble(file, 'write');
  if (create && trouble !== null) throw Object.assign(new Error(trouble), { code: 'EACCES' });
  if (trouble === null && mayWrite(file) && mayWrite(folderOf(file))) {
    try {
      return connectionOf(await openToWrite(file), true);
    } catch (error) {
      // More can stand in the way than permissions tell.
      if (create || !isReadOnly(error)) throw error;
    }
  }
  return connectionOf(openToRead(file), false);
}

function connectionOf(database: Database, writable: boolean): StoreConnection {
  const grown = new Map<string, number>();
  // Its dialect waits, and lets the thread do something else meanwhile.
  database.pragma('busy_timeout = 0');
  const closed = {
    prepare: (text: string) => database.prepare(text),
    close() {
      lookOver(database, grown);
      database.close();
    },
  };
  const dialect = new PatientDialect({ database: closed }, () => database.inTransaction);
  return { dialect, writable, ddl: sqliteStoreDdl, insertRows: insertInto(database, grown) };
}

/**
 * Lets SQLite see which of its indexes find little in tables that have grown much: without, it takes the key of a table of hundreds of thousands of
 * rows for one that finds ten of them, and walks all of it for each row of another.
 */
function lookOver(database: Database, grown: ReadonlyMap<string, number>): void {
  try {
    for (const [table, rows] of grown) if (rows >= MUCH) database.exec(`analyze ${table}`);
  } catch {
    // Another process writes, or the disk is full: what was kept is kept, and the next one who writes much looks again.
  }
}

/** Row by row with one prepared statement: there is one connection only, so this is the transaction's. */
const insertInto =
  (database: Database, grown: Map<string, number>): InsertRows =>
  async (_transaction, table, rows) => {
    const columns = columnsOf(rows);
    const statement = database.prepare(`insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`);
    let added = 0;
    for (const row of valuesOf(rows)) {
      // Who has written one row holds the lock.
      if (added === 0) await whenFree(() => statement.run(row));
      else statement.run(row);
      added += 1;
    }
    grown.set(table, (grown.get(table) ?? 0) + added);
  };

async function openToWrite(file: string): Promise<Database> {
  const isNew = statSync(file).size === 0;
  const database = openSqliteFile(file, { use: 'write', timeout: BUSY_TIMEOUT });
  try {
    // A file that was there keeps its journal mode: it may be another application's.
    if (isNew) {
      // The journal's rows are long: with larger pages there are fewer of them to write.
      database.pragma('page_size = 16384');
      // Two processes that make the same store get in each other's way here, and SQLite's own timeout does not cover it.
      await whenFree(() => database.pragma('journal_mode = wal'));
    }
    database.pragma('synchronous = full');
    database.pragma('foreign_keys = on');
    database.pragma(`cache_size = -${CACHE}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const isReadOnly = (error: unknown): boolean => /^SQLITE_(?:CANTOPEN|READONLY)/.test(codeOf(error));

const folderOf = (file: string): string => dirname(resolve(file));

function makeStoreFile(file: string): void {
  const folder = folderOf(file);
  makeFolder(folder, 0o700);
  ignoreExisting(() => {
    const descriptor = makeFile(file, { mode: 0o600, owner: null });
    fsyncSync(descriptor);
    closeSync(descriptor);
  });
  // SQLite makes sure of the file's contents; that the file itself is still there after a power cut is its maker's business.
  syncFolder(folder);
}

/** Another process may make the same at the same time. */
function ignoreExisting(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function isMissing(file: string): boolean {
  try {
    statSync(file);
    return false;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A file in WAL mode cannot be read where SQLite may not put its shared memory beside it, and must not where that would be in its
 * owner's way. When nothing waits in the WAL
 * the file is all there is, and a copy in memory does.
 */
function openToRead(file: string): Database {
  const trouble = companionTrouble(file, 'read');
  if (trouble === null) {
    const inPlace = openSqliteFile(file, { use: 'read', timeout: BUSY_TIMEOUT });
    try {
      inPlace.prepare('select count(*) from sqlite_master').get();
      return inPlace;
    } catch (error) {
      inPlace.close();
      if (!isReadOnly(error) || existsSync(`${file}-wal`)) throw error;
    }
  } else if (existsSync(`${file}-wal`)) throw Object.assign(new Error(trouble), { code: 'EACCES' });
  const content = readFileSync(file);
  // The two bytes of the header that say WAL mode, which a database in memory does not have.
  content.fill(1, 18, 20);
  return openSqliteFile(content, { use: 'read' });
}
