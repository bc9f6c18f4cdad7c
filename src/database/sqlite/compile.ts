import { SqliteAdapter, SqliteQueryCompiler } from 'kysely';
import { compiler } from '../compile.ts';

/** SQL as SQLite wants it. */
export const compileForSqlite = compiler(new SqliteAdapter(), new SqliteQueryCompiler());
