import { existsSync, lstatSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { RefusedError, sentenceOf, UsageError } from '../errors.ts';
import { openSqliteFile } from '../open-sqlite-file.ts';
import { beginFile, type FileInTheMaking } from '../replace-file.ts';
import type { PartialRow } from './audit-001.ts';
import type { RowSink } from './row-sink.ts';
import { createIndexes, createTable, defaultValue, isCounted, PARTICIPANT_KEY, peerquestTables, sqliteDdl, type Table } from './schema.ts';
import { toTheEnd } from './to-the-end.ts';

/** SQLite's application_id of a database made here ("PQAD"): only such a file is ever replaced. */
const APPLICATION_ID = 0x50514144;

/**
 * Writes a sample database in PeerQuest's schema. It takes its name when it is whole.
 *
 * @throws UsageError when the file exists and is not a sample, or cannot be written
 */
export function writeDatabase<T>(file: string, oldSchema: boolean, fill: (sink: RowSink) => T): T {
  return toTheEnd(
    writingDatabase(file, oldSchema, function* (sink) {
      yield;
      return fill(sink);
    }),
  );
}

/** The same in steps: one that is left between two of them (`return`) leaves nothing behind. */
export function* writingDatabase<T>(file: string, oldSchema: boolean, fill: (sink: RowSink) => Generator<void, T>): Generator<void, T> {
  refuseForeignFile(file);
  let making: FileInTheMaking | undefined;
  let database: Database;
  try {
    making = beginFile(file, { mode: 0o644, owner: null });
    database = openSqliteFile(making.path, { use: 'write' });
  } catch (error) {
    making?.discard();
    throw new UsageError('OUTPUT_NOT_WRITABLE', `The sample database cannot be written to "${file}": ${sentenceOf(error)}.`, {
      cause: error,
    });
  }
  let isWhole = false;
  try {
    database.exec(
      // Rows may come before those that they refer to.
      `pragma foreign_keys = off; pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536; pragma application_id = ${APPLICATION_ID}`,
    );
    const tables = peerquestTables.map((table) => (oldSchema ? withoutParticipantKey(table) : table));
    for (const table of tables) database.exec(createTable(table, sqliteDdl));
    database.exec('begin');
    const result = yield* fill(sinkInto(database, tables));
    for (const statement of tables.flatMap((table) => createIndexes(table, sqliteDdl))) {
      database.exec(statement);
      yield;
    }
    database.exec('commit');
    database.close();
    making.finish();
    isWhole = true;
    return result;
  } finally {
    if (!isWhole) {
      database.close();
      making.discard();
    }
  }
}

/** The table as it was before July 2025. */
export function withoutParticipantKey(table: Table): Table {
  return { ...table, unique: table.unique.filter((columns) => columns !== PARTICIPANT_KEY) };
}

function refuseForeignFile(file: string): void {
  const [, of] = /^(.+)-(?:wal|shm|journal|lock)$/.exec(file) ?? [];
  if (of !== undefined && existsSync(of.replace(/\.peerquest-audit$/, ''))) {
    throw new RefusedError(
      'OUTPUT_IS_NEEDED',
      `"${file}" is a file of the database "${of}": a sample there would damage it; choose another --out.`,
    );
  }
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
  let mark: unknown;
  try {
    const database = openSqliteFile(file, { use: 'read' });
    mark = database.pragma('application_id', { simple: true });
    database.close();
  } catch {
    mark = null;
  }
  if (mark !== APPLICATION_ID) {
    throw new UsageError('FILE_EXISTS', `"${file}" exists and is not a sample database: it is left alone; choose another --out.`);
  }
}

/** Inserts the rows of a table with one prepared statement; columns that the first row lacks get their defaults. */
function sinkInto(database: Database, tables: readonly Table[]): RowSink {
  const statements = new Map<string, (row: PartialRow) => void>();
  return (name, rows) => {
    for (const row of rows) {
      let insert = statements.get(name);
      if (insert === undefined) {
        insert = preparedInsert(database, tables, name, row);
        statements.set(name, insert);
      }
      insert(row);
    }
  };
}

function preparedInsert(database: Database, tables: readonly Table[], name: string, first: PartialRow): (row: PartialRow) => void {
  const columns = tables.find((table) => table.name === name)?.columns ?? [];
  const given = columns.filter((column) => column.name in first).map((column) => column.name);
  // An id that is not given is the engine's to choose.
  const literals = columns.filter((column) => !given.includes(column.name) && !isCounted(column));
  const quoted = literals.map((column) => {
    const value = defaultValue(column);
    return value === null ? 'null' : typeof value === 'number' ? String(value) : `'${value}'`;
  });
  const statement = database.prepare(
    `insert into "${name}" (${[...given, ...literals.map((column) => column.name)].map((column) => `"${column}"`).join(', ')})
     values (${[...given.map(() => '?'), ...quoted].join(', ')})`,
  );
  return (row) => {
    statement.run(given.map((column) => row[column] ?? null));
  };
}
