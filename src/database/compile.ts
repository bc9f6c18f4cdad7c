import { DummyDriver, Kysely, type CompiledQuery, type DatabaseIntrospector, type DialectAdapter, type QueryCompiler } from 'kysely';
import type { Query } from './read-session.ts';

/**
 * Turns queries into an engine's SQL. Kysely writes the text only: its own drivers ignore isolation level and access
 * mode on SQLite, so running a query is this folder's business.
 */
export function queryCompiler(parts: {
  readonly adapter: DialectAdapter;
  readonly compiler: QueryCompiler;
}): (query: Query) => CompiledQuery {
  const builder = new Kysely<never>({
    dialect: {
      createAdapter: () => parts.adapter,
      createDriver: () => new DummyDriver(),
      createIntrospector: (): DatabaseIntrospector => {
        throw new Error('The catalog is read by database/*/catalog.ts.');
      },
      createQueryCompiler: () => parts.compiler,
    },
  });
  return (query) => query.compile(builder);
}
