import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndexes, createTable, peerquestTables, type DdlDialect } from '../src/demo/schema.ts';
import { startMariadb } from '../test/servers/mariadb.ts';
import { startPostgres } from '../test/servers/postgres.ts';
import { mariadbDdl, postgresDdl } from '../test/support/ddl.ts';

/** One engine with the benchmark's data in it. */
export interface BenchDatabase {
  readonly engine: 'sqlite' | 'postgresql' | 'mariadb';
  readonly url: string;
  /** Runs SQL in the engine's own shell: program and arguments; the SQL goes to its standard input. */
  readonly shell: readonly [program: string, ...args: readonly string[]];
  stop(): Promise<void>;
}

/** Runs SQL in a shell and throws what it printed when it fails. */
export function runSql([program, ...args]: BenchDatabase['shell'], sql: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, { input: sql, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout;
}

/** The SQLite file itself. */
export function sqliteDatabase(file: string): BenchDatabase {
  return { engine: 'sqlite', url: file, shell: ['sqlite3', '-readonly', file], stop: () => Promise.resolve() };
}

/** A PostgreSQL server with default settings and the data of a SQLite file. */
export async function postgresDatabase(file: string): Promise<BenchDatabase> {
  const server = await startPostgres([]);
  if (server === null) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const shell = ['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', server.url] as const;
  await load(
    file,
    shell,
    postgresDdl,
    // Rows come before those that they refer to, or without: generated databases have dangling references.
    (table, columns, csv) =>
      `set session_replication_role = replica; set timezone = 'UTC'; \\copy ${table} (${columns}) from '${csv}' with (format csv)`,
  );
  runSql(shell, 'vacuum analyze;');
  return { engine: 'postgresql', url: server.url, shell, stop: () => server.stop() };
}

/** A MariaDB server with default settings, but a buffer pool that holds the data, and the data of a SQLite file. */
export async function mariadbDatabase(file: string): Promise<BenchDatabase> {
  const server = await startMariadb(['--innodb-buffer-pool-size=4G', '--innodb-flush-log-at-trx-commit=2', '--innodb-log-file-size=1G']);
  if (server === null) throw new Error('MariaDB is not installed: apt-get install mariadb-server');
  const { port } = new URL(server.url);
  const shell = [
    'mariadb',
    '--no-defaults',
    '-h127.0.0.1',
    `-P${port}`,
    '-uroot',
    '-N',
    '-B',
    '--local-infile=1',
    '-Dpeerquest',
    '--default-character-set=utf8mb4',
  ] as const;
  runSql(['mariadb', '--no-defaults', '-h127.0.0.1', `-P${port}`, '-uroot'], 'create database peerquest');
  await load(
    file,
    shell,
    mariadbDdl,
    (table, columns, csv) =>
      `set foreign_key_checks = 0, unique_checks = 0; load data local infile '${csv}' into table ${table} character set utf8mb4 fields terminated by ',' optionally enclosed by '"' escaped by '' lines terminated by '\\n' (${columns});`,
  );
  runSql(shell, `analyze table ${peerquestTables.map(({ name }) => name).join(', ')};`);
  return { engine: 'mariadb', url: server.url.replace(/mysql$/, 'peerquest'), shell, stop: () => server.stop() };
}

async function load(
  file: string,
  shell: BenchDatabase['shell'],
  ddl: DdlDialect,
  copy: (table: string, columns: string, csv: string) => string,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'peerquest-bench-'));
  chmodSync(folder, 0o755);
  // LOAD DATA reads the unquoted word NULL as null when nothing escapes; COPY reads an empty field so.
  const nullValue = ddl === postgresDdl ? '' : 'NULL';
  try {
    for (const table of peerquestTables) {
      const csv = join(folder, `${table.name}.csv`);
      await exportCsv(file, `.mode csv\n.separator , "\\n"\n.nullvalue "${nullValue}"\n.output ${csv}\nselect * from ${table.name};`);
      const columns = table.columns.map(({ name }) => ddl.quote(name)).join(', ');
      runSql(shell, `${createTable(table, ddl)};\n${copy(table.name, columns, csv)}\n`);
      rmSync(csv);
      runSql(
        shell,
        createIndexes(table, ddl)
          .map((statement) => `${statement};`)
          .join('\n'),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function exportCsv(file: string, commands: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('sqlite3', ['-readonly', file], { stdio: ['pipe', 'inherit', 'inherit'] });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`sqlite3 exited with ${code}`))));
    child.stdin.end(commands);
  });
}
