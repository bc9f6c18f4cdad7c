import { PostgresAdapter, PostgresQueryCompiler } from 'kysely';
import { compiler } from '../compile.ts';

/** SQL as PostgreSQL wants it. */
export const compileForPostgres = compiler(new PostgresAdapter(), new PostgresQueryCompiler());
