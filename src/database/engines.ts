import {
  MysqlAdapter,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteQueryCompiler,
  type CompiledQuery,
} from 'kysely';
import { mysqlCapabilities, postgresCapabilities, sqliteCapabilities, type Capabilities } from './capabilities.ts';
import { queryCompiler } from './compile.ts';
import type { Query } from './read-session.ts';

/** An engine without a connection: enough to show what SQL it would get. */
export interface EngineDescription {
  readonly title: string;
  readonly capabilities: Capabilities;
  readonly compile: (query: Query) => CompiledQuery;
}

/** The supported engines. */
export function engines(): readonly EngineDescription[] {
  return [
    {
      title: 'SQLite',
      capabilities: sqliteCapabilities,
      compile: queryCompiler({ adapter: new SqliteAdapter(), compiler: new SqliteQueryCompiler() }),
    },
    {
      title: 'PostgreSQL',
      capabilities: postgresCapabilities,
      compile: queryCompiler({ adapter: new PostgresAdapter(), compiler: new PostgresQueryCompiler() }),
    },
    {
      title: 'MySQL, MariaDB',
      capabilities: mysqlCapabilities,
      compile: queryCompiler({ adapter: new MysqlAdapter(), compiler: new MysqlQueryCompiler() }),
    },
  ];
}
