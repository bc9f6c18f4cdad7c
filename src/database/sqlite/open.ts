import { DatabaseError } from '../../errors.ts';
import { PLAIN_SERVER, rowId } from '../../model/index.ts';
import { openSqliteFile } from '../../open-sqlite-file.ts';
import type { SqliteAddress } from '../address.ts';
import type { CatalogWishes } from '../catalog.ts';
import type { DatabaseRow, DatabaseValue, Query, ReadSession } from '../read-session.ts';
import { compileForSqlite } from './compile.ts';
import { sqliteCapabilities } from './capabilities.ts';
import { readCatalog } from './catalog.ts';
import { companionTrouble } from './companions.ts';
import { sqliteError } from './errors.ts';
import { fileKind, type FileKind } from './file-kind.ts';
import { fileMark, openMarked } from './file-mark.ts';
import { defineRegexp } from './regexp.ts';
import { defineRowSum } from './row-sum.ts';
import { setSession } from './settings.ts';
import { Statements } from './statements.ts';

/** Rows handed over at a time. */
const BATCH = 500;

/** Page cache in KiB: with SQLite's own 2 MB, random look-ups in a large table spend half their time in read calls. */
const CACHE_KIB = 8_192;

/** How long to wait for a writer that holds the file exclusively, in milliseconds. */
const BUSY_TIMEOUT = 10_000;

/**
 * Opens a SQLite file for reading and takes one snapshot. The connection is opened read-only *and* set to
 * `query_only`: no statement can write.
 *
 * @throws DatabaseError when the file is missing, unreadable, locked or no database
 */
export function openSqlite(address: SqliteAddress, tables: readonly string[], wishes: CatalogWishes): ReadSession {
  const { file } = address;
  requireFile(file);
  const trouble = companionTrouble(file, 'read');
  if (trouble !== null) throw new DatabaseError('COMPANIONS', trouble);
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw sqliteError(error, file);
    }
  };
  const { database, mark } = attempt(() => openMarked(file, () => openSqliteFile(file, { use: 'read', timeout: BUSY_TIMEOUT })));
  const statements = new Statements(database);
  const statement = (query: Query) => {
    const { sql, parameters } = compileForSqlite(query);
    const prepared = statements.get(sql);
    if (!prepared.reader) throw new DatabaseError('READ_ONLY', 'This session is read-only: only a SELECT can run in it.');
    return { prepared, parameters };
  };
  const catalog = attempt(() => {
    try {
      setSession(database, 'read');
      defineRegexp(database);
      defineRowSum(database);
      database.pragma(`cache_size = -${CACHE_KIB}`);
      // A deferred transaction takes its snapshot with the first read: read at once.
      database.exec('begin; select count(*) from sqlite_master;');
      return readCatalog(database, tables, wishes);
    } catch (error) {
      database.close();
      throw error;
    }
  });
  return {
    engine: 'sqlite',
    name: file,
    capabilities: sqliteCapabilities,
    catalog,
    facts: PLAIN_SERVER,
    pasted: async (query) => (await import('./pasted.ts')).pasted(query),
    // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once; the interface is shared
    async *stream(query, numbers) {
      const rows = attempt(() => {
        const { prepared, parameters } = statement(query);
        return prepared.iterate(parameters);
      });
      let batch: DatabaseRow[] = [];
      for (;;) {
        const next = attempt(() => rows.next());
        if (next.done === true) break;
        batch.push(numbers === 'plain' ? withPlainNumbers(next.value) : next.value);
        if (batch.length === BATCH) {
          yield batch;
          batch = [];
        }
      }
      if (batch.length > 0) yield batch;
    },
    all: (query) =>
      Promise.resolve().then(() =>
        attempt(() => {
          const { prepared, parameters } = statement(query);
          return prepared.all(parameters);
        }),
      ),
    images: async (request) => {
      const { defineDigest, readImages } = await import('./images.ts');
      return attempt(() => {
        defineDigest(database);
        return readImages(statements, request);
      });
    },
    schema: async (names) => (await import('./schema.ts')).readSchema(database, names),
    identity: async () => (await import('./schema.ts')).identityOf(file),
    instance: () => Promise.resolve({ database: String(mark), life: null }),
    replaced: () => Promise.resolve(fileMark(file) !== mark),
    constraints: async () => (await import('./constraints.ts')).sqliteConstraints(database),
    diagnose: async (names) => (await import('./diagnose.ts')).diagnoseSqlite(database, file, names),
    // A query of the embedded engine runs inside this process: it ends with it.
    cancel: () => Promise.resolve(),
    close: () => {
      database.close();
      return Promise.resolve();
    },
  };
}

/**
 * @throws DatabaseError when there is no such file, or it is none
 */
export function requireFile(file: string): void {
  let kind: FileKind;
  try {
    kind = fileKind(file);
  } catch (error) {
    throw unreadable(error, file);
  }
  requireKind(kind, file);
}

/** The sentence for a file that is not there, or cannot be looked at. */
export function unreadable(error: unknown, file: string): DatabaseError {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new DatabaseError(
        'NO_SUCH_FILE',
        `There is no database file "${file}": check the path, or make a sample with "peerquest-audit demo".`,
        {
          cause: error,
        },
      )
    : new DatabaseError(
        'UNREADABLE_FILE',
        `The database file "${file}" cannot be read (${code ?? 'unknown error'}): check the permissions of the file and its folders.`,
        { cause: error },
      );
}

/** @throws DatabaseError for what is no file */
export function requireKind(kind: FileKind, file: string): void {
  if (kind === 'a file') return;
  const cure = kind === 'a folder' ? 'name the SQLite file inside it' : 'name a SQLite file';
  throw new DatabaseError('NOT_A_FILE', `"${file}" is ${kind}, not a database file: ${cure}.`);
}

/** A 64-bit integer is a bigint to the driver. */
function withPlainNumbers(row: DatabaseRow): DatabaseRow {
  const plain = row as Record<string, DatabaseValue>;
  for (const name in plain) if (typeof plain[name] === 'bigint') plain[name] = rowId(plain[name]);
  return row;
}
