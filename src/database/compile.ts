import {
  DummyDriver,
  Kysely,
  MysqlAdapter,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseIntrospector,
  type DialectAdapter,
  type QueryCompiler,
} from 'kysely';
import type { Query } from './read-session.ts';

/** Turns a query into an engine's SQL text and its parameters. */
export type Compile = (query: Query) => CompiledQuery;

/** SQL as SQLite wants it. */
export const sqliteCompiler = (): Compile => compiler(new SqliteAdapter(), new SqliteQueryCompiler());

/** SQL as PostgreSQL wants it. */
export const postgresCompiler = (): Compile => compiler(new PostgresAdapter(), new PostgresQueryCompiler());

/** SQL as MySQL and MariaDB want it. */
export const mysqlCompiler = (): Compile => compiler(new MysqlAdapter(), new MysqlQueryCompiler());

/**
 * Kysely writes the text only: its own drivers ignore isolation level and access mode on SQLite, so running a query is
 * this folder's business.
 */
function compiler(adapter: DialectAdapter, queryCompiler: QueryCompiler): Compile {
  const builder = new Kysely<never>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => new DummyDriver(),
      createIntrospector: (): DatabaseIntrospector => {
        throw new Error('The catalog is read by database/*/catalog.ts.');
      },
      createQueryCompiler: () => queryCompiler,
    },
  });
  return (query) => query.compile(builder);
}
