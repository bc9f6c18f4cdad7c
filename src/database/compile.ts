import { DefaultQueryExecutor, type CompiledQuery, type DialectAdapter, type QueryCompiler } from 'kysely';
import type { Query } from './query.ts';

/** Turns a query into an engine's SQL text and its parameters. */
export type Compile = (query: Query) => CompiledQuery;

/**
 * Kysely writes the text only: its own drivers ignore isolation level and access mode on SQLite, so running a query is
 * this folder's business.
 */
export function compiler(adapter: DialectAdapter, queryCompiler: QueryCompiler): Compile {
  const provideConnection = (): never => {
    throw new Error('Queries are run by database/*/open.ts.');
  };
  // Not `new Kysely`, with which all of its query builders would be loaded by every audit.
  const executor = new DefaultQueryExecutor(queryCompiler, adapter, { provideConnection });
  return (query) => query.compile({ getExecutor: () => executor });
}
