import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createIndexes, createTable, isCounted, peerquestTables } from '../src/demo/schema.ts';
import { mariadbDdl } from '../test/support/ddl.ts';
import { mariadbDatabase, postgresDatabase, runSql, type BenchDatabase } from './big-database.ts';

/** A copy of the data that a run may change. */
export interface Copy {
  readonly url: string;
  readonly shell: BenchDatabase['shell'];
  drop(): Promise<void>;
}

/** Fresh copies of one database. */
export interface Copies {
  readonly engine: BenchDatabase['engine'];
  fresh(): Promise<Copy>;
  stop(): Promise<void>;
}

/** Loads a SQLite file into an engine and gives copies of it. */
export async function copies(engine: string, file: string, folder: string): Promise<Copies> {
  switch (engine) {
    case 'sqlite':
      return sqliteCopies(file, folder);
    case 'postgresql':
      return postgresCopies(await postgresDatabase(file));
    case 'mariadb':
      return mariadbCopies(await mariadbDatabase(file));
    default:
      throw new Error(`Unknown engine ${engine}.`);
  }
}

function sqliteCopies(file: string, folder: string): Copies {
  let number = 0;
  return {
    engine: 'sqlite',
    fresh() {
      const copy = join(folder, `copy-${++number}.sqlite3`);
      copyFileSync(file, copy);
      return Promise.resolve({
        url: copy,
        shell: ['sqlite3', copy] as const,
        drop: () => {
          for (const suffix of ['', '-wal', '-shm', '.peerquest-audit-lock']) rmSync(copy + suffix, { force: true });
          return Promise.resolve();
        },
      });
    },
    stop: () => Promise.resolve(),
  };
}

function postgresCopies(source: BenchDatabase): Copies {
  let number = 0;
  const [program, ...args] = source.shell;
  const shellOf = (database: string): BenchDatabase['shell'] => [program, ...args.slice(0, -1), urlOf(database)];
  const urlOf = (database: string): string => Object.assign(new URL(source.url), { pathname: `/${database}` }).href;
  return {
    engine: 'postgresql',
    fresh() {
      const name = `copy_${++number}`;
      runSql(shellOf('template1'), `create database ${name} template postgres;`);
      runSql(
        shellOf(name),
        `${peerquestTables
          .flatMap(({ name: table, columns }) => columns.filter(isCounted).map(({ name: key }) => ({ table, key })))
          .map(
            ({ table, key }) =>
              `select setval(pg_get_serial_sequence('${table}', '${key}'), (select coalesce(max(${key}), 1) from ${table}));`,
          )
          .join('\n')} vacuum analyze; checkpoint;`,
      );
      return Promise.resolve({
        url: urlOf(name),
        shell: shellOf(name),
        drop: () => {
          runSql(shellOf('template1'), `drop database ${name} with (force);`);
          return Promise.resolve();
        },
      });
    },
    stop: () => source.stop(),
  };
}

function mariadbCopies(source: BenchDatabase): Copies {
  let number = 0;
  const shellOf = (database: string): BenchDatabase['shell'] =>
    source.shell.map((part) => (part === '-Dpeerquest' ? `-D${database}` : part)) as unknown as BenchDatabase['shell'];
  return {
    engine: 'mariadb',
    fresh() {
      const name = `copy_${++number}`;
      runSql(source.shell, `create database ${name} character set utf8mb4;`);
      for (const table of peerquestTables) {
        const statements = [
          'set foreign_key_checks = 0, unique_checks = 0',
          createTable(table, mariadbDdl),
          `insert into ${table.name} select * from peerquest.${table.name}`,
          ...createIndexes(table, mariadbDdl),
          `analyze table ${table.name}`,
        ];
        runSql(shellOf(name), statements.map((statement) => `${statement};\n`).join(''));
      }
      return Promise.resolve({
        url: source.url.replace(/peerquest$/, name),
        shell: shellOf(name),
        drop: () => {
          runSql(source.shell, `drop database ${name};`);
          return Promise.resolve();
        },
      });
    },
    stop: () => source.stop(),
  };
}
