import {
  DefaultQueryExecutor,
  MysqlAdapter,
  PostgresAdapter,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DialectAdapter,
  type QueryCompiler,
} from 'kysely';
import { LiteralCompiler } from './mysql/literal-compiler.ts';
import type { Query } from './read-session.ts';

/** Turns a query into an engine's SQL text and its parameters. */
export type Compile = (query: Query) => CompiledQuery;

/** SQL as SQLite wants it. */
export const sqliteCompiler = (): Compile => compiler(new SqliteAdapter(), new SqliteQueryCompiler());

/** SQL as PostgreSQL wants it. */
export const postgresCompiler = (): Compile => compiler(new PostgresAdapter(), new PostgresQueryCompiler());

/** SQL as MySQL and MariaDB want it, with the values in its text. */
export const mysqlCompiler = (): Compile => compiler(new MysqlAdapter(), new LiteralCompiler());

/**
 * Kysely writes the text only: its own drivers ignore isolation level and access mode on SQLite, so running a query is
 * this folder's business.
 */
function compiler(adapter: DialectAdapter, queryCompiler: QueryCompiler): Compile {
  const provideConnection = (): never => {
    throw new Error('Queries are run by database/*/open.ts.');
  };
  // Not `new Kysely`, with which all of its query builders would be loaded by every audit.
  const executor = new DefaultQueryExecutor(queryCompiler, adapter, { provideConnection });
  return (query) => query.compile({ getExecutor: () => executor });
}
