import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import pg from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import {
  createIndexes,
  createTable,
  defaultValue,
  isCounted,
  peerquestTables,
  sqliteDdl,
  type DdlDialect,
  type Table,
} from '../../src/demo/schema.ts';
import { withoutParticipantKey } from '../../src/demo/write-database.ts';
import { rowId } from '../../src/model/index.ts';
import { mariadbDdl, mysqlDdl, postgresDdl } from './ddl.ts';
import { isThorough } from './thorough.ts';
import { removeFolder } from './remove-folder.ts';

/** The engines, and MySQL's older form of UUIDs, on which the same tests run. */
export type EngineName = 'sqlite' | 'postgresql' | 'mariadb' | 'mysql char(32)';

/** The engines where it makes no difference how a UUID is stored. */
export const THREE_ENGINES: readonly EngineName[] = ['sqlite', 'postgresql', 'mariadb'];

/**
 * The engines for a property that the contract tests also hold on every engine, and whose tests take long: the embedded one and one
 * server, unless there is time for all. Files take turns with the server, so that neither is left out.
 */
export const propertyEngines = (server: 'postgresql' | 'mariadb'): readonly EngineName[] =>
  isThorough ? ['sqlite', 'postgresql', 'mariadb', 'mysql char(32)'] : ['sqlite', server];

/** The same with PostgreSQL. */
export const PROPERTY_ENGINES = propertyEngines('postgresql');

/** Those of `propertyEngines` where it makes no difference how a UUID is stored. */
export const oneServerOf = (server: 'postgresql' | 'mariadb'): readonly EngineName[] => (isThorough ? THREE_ENGINES : ['sqlite', server]);

/** The engines for a property of servers alone, whose tests take long: one of them, by turns of the files, unless there is time for both. */
export const serverInTurn = (server: 'postgresql' | 'mariadb'): readonly EngineName[] =>
  isThorough ? ['postgresql', 'mariadb'] : [server];

/** The engines of a store that files take turns with, as a process that is killed takes long: both where there is time. */
export const storeInTurn = (engine: 'sqlite' | 'postgresql'): readonly ('sqlite' | 'postgresql')[] =>
  isThorough ? ['sqlite', 'postgresql'] : [engine];

/** A database of one test file, with PeerQuest's tables and no rows. */
export interface TestDatabase {
  readonly engine: EngineName;
  /** What `--database` takes. */
  readonly url: string;
  /** Runs SQL that returns nothing, with foreign keys off. */
  execute(sql: string): Promise<void>;
  /** The rows of a query: times as the database prints them, integers that a number cannot hold as their digits. */
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Adds rows; columns that are not given have their defaults. */
  insert(dataset: Dataset): Promise<void>;
  /** Removes all rows. */
  clear(): Promise<void>;
  /** Leaves the database as it is: for a server that a test is going to kill. */
  leave(): Promise<void>;
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** As before July 2025: no unique index on participants. */
  readonly oldSchema?: boolean;
  /** Without tables at all. */
  readonly empty?: boolean;
  /** The engines to run on; all unless given. */
  readonly engines?: readonly EngineName[];
  /** URL of a server of the test's own, instead of the one that all tests share. */
  readonly server?: string;
  /** The database's name on a server; one of its own unless given. */
  readonly name?: string;
  /** SQLite's file: its name, pragmas before its tables are made (WAL mode unless given), and changes to CREATE TABLE. */
  readonly file?: {
    readonly name?: string;
    readonly pragmas?: readonly string[];
    readonly rewrite?: (createTable: string) => string;
  };
}

const DDL: Readonly<Record<EngineName, DdlDialect>> = {
  sqlite: sqliteDdl,
  postgresql: postgresDdl,
  mariadb: mariadbDdl,
  'mysql char(32)': mysqlDdl,
};

/** Runs the same tests on every engine; where a server is missing they are skipped by name, and CI has failed before. */
export function describeEngines(title: string, options: TestDatabaseOptions, body: (database: () => TestDatabase) => void): void {
  for (const engine of options.engines ?? (Object.keys(DDL) as EngineName[])) {
    const available = engine === 'sqlite' || inject(engine === 'postgresql' ? 'postgres' : 'mariadb') !== null;
    describe.skipIf(!available)(`${title} on ${engine}`, () => {
      let database: TestDatabase | undefined;
      beforeAll(async () => {
        database = await createDatabase(engine, options);
      });
      afterAll(async () => {
        await database?.drop();
      });
      body(() => {
        if (database === undefined) throw new Error('The database is not there yet.');
        return database;
      });
    });
  }
}

/** A fresh database on one engine. */
export async function createDatabase(engine: EngineName, options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const raw = await (engine === 'sqlite'
    ? createSqlite(options)
    : engine === 'postgresql'
      ? createPostgres(options)
      : createMariadb(options));
  const ddl = DDL[engine];
  const tables = peerquestTables.map((table) => (options.oldSchema === true ? withoutParticipantKey(table) : table));
  if (options.empty !== true) {
    for (const table of tables) {
      await raw.execute((options.file?.rewrite ?? String)(createTable(table, ddl)));
      for (const statement of createIndexes(table, ddl)) await raw.execute(statement);
    }
  }
  return {
    engine,
    ...raw,
    async insert(dataset) {
      for (const [name, rows] of dataset) {
        const table = tables.find((candidate) => candidate.name === name);
        if (table === undefined) throw new Error(`There is no table ${name}.`);
        if (rows.length === 0) continue;
        await raw.execute(insertStatement(table, rows, ddl));
        // PostgreSQL's counters do not see ids that a test chose: the next row would get one that is taken.
        const counted = ddl === postgresDdl ? table.columns.find(isCounted)?.name : undefined;
        if (counted !== undefined) {
          await raw.execute(`select setval(pg_get_serial_sequence('${name}', '${counted}'), (select max(${counted}) from ${name}))`);
        }
      }
    },
    async clear() {
      for (const { name } of [...tables].reverse()) await raw.execute(`delete from ${name}`);
    },
  };
}

function insertStatement(table: Table, rows: readonly PartialRow[], ddl: DdlDialect): string {
  // An id that is not given is the engine's to choose.
  const columns = table.columns.filter((column) => !isCounted(column) || rows[0]?.[column.name] !== undefined);
  const literal = (value: string | number | null, type: string): string => {
    if (value === null) return 'null';
    if (type === 'bool' && ddl.types.bool === 'boolean') return value === 0 ? 'false' : 'true';
    if (typeof value === 'number') return String(value);
    if (type === 'timestamp' && ddl === postgresDdl) return `'${value}+00'`;
    const quoted = value.replaceAll("'", "''");
    return `'${ddl.quote('') === '``' ? quoted.replaceAll('\\', '\\\\') : quoted}'`;
  };
  const values = rows.map(
    (row) =>
      `(${columns.map((column) => literal(row[column.name] === undefined ? defaultOf(column, row) : (row[column.name] ?? null), column.type)).join(', ')})`,
  );
  return `insert into ${ddl.quote(table.name)} (${columns.map(({ name }) => ddl.quote(name)).join(', ')}) values ${values.join(', ')}`;
}

/** Columns that must differ from row to row take their value from the row's key. */
function defaultOf(column: Table['columns'][number], row: PartialRow): string | number | null {
  if (column.unique && !column.nullable) return `${column.name}-${row['id'] ?? ''}`;
  return defaultValue(column);
}

type RawDatabase = Pick<TestDatabase, 'url' | 'execute' | 'query' | 'leave' | 'drop'>;

/** The driver's own dates lose the microseconds. */
const exactTimes = new pg.TypeOverrides();
exactTimes.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text);

function createSqlite({ file: { name = 'db.sqlite3', pragmas = ['journal_mode = wal'] } = {} }: TestDatabaseOptions): Promise<RawDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-test-'));
  const file = join(folder, name);
  const database = new Database(file);
  for (const pragma of pragmas) database.pragma(pragma);
  database.pragma('foreign_keys = off');
  // Of this connection, which makes the database and fills it; the program's own are as they always are.
  database.pragma('synchronous = off');
  return Promise.resolve({
    url: file,
    execute: (sql) => {
      database.exec(sql);
      return Promise.resolve();
    },
    query: (sql) => Promise.resolve(database.prepare<[], Record<string, unknown>>(sql).safeIntegers().all().map(withoutBigints)),
    leave: () => Promise.resolve(void database.close()),
    drop: () => {
      database.close();
      removeFolder(folder);
      return Promise.resolve();
    },
  });
}

/** Integers as numbers where these are exact, as the other drivers give them. */
function withoutBigints(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, typeof value === 'bigint' ? rowId(value) : value]));
}

/** A name that no other database has. */
export const freshName = (): string => `test_${randomBytes(6).toString('hex')}`;

async function createPostgres({
  server: url = inject('postgres')?.url ?? '',
  name = freshName(),
}: TestDatabaseOptions): Promise<RawDatabase> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const own = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const client = new pg.Client({ connectionString: own, types: exactTimes });
  await client.connect();
  await client.query("set session_replication_role = replica; set timezone = 'UTC'");
  return {
    url: own,
    execute: async (sql) => {
      await client.query(sql);
    },
    query: async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    async leave() {
      await client.end();
      await admin.end();
    },
    async drop() {
      await client.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

async function createMariadb({
  server: url = inject('mariadb')?.url ?? '',
  name = freshName(),
}: TestDatabaseOptions): Promise<RawDatabase> {
  const { hostname, port, username, password } = new URL(url);
  const connection = await createConnection({
    host: hostname,
    port: Number(port),
    user: username,
    password: decodeURIComponent(password),
    charset: 'utf8mb4',
    dateStrings: true,
    supportBigNumbers: true,
  });
  await connection.query(`create database ${name} character set utf8mb4`);
  await connection.query(`use ${name}`);
  await connection.query("set foreign_key_checks = 0, time_zone = '+00:00'");
  return {
    url: Object.assign(new URL(url), { pathname: `/${name}` }).href,
    execute: async (sql) => {
      await connection.query(sql);
    },
    query: async (sql) => (await connection.query(sql))[0] as Record<string, unknown>[],
    leave: () => connection.end(),
    async drop() {
      await connection.query(`drop database ${name}`);
      await connection.end();
    },
  };
}
