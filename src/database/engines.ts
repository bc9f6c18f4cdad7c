import { mysqlCapabilities, postgresCapabilities, sqliteCapabilities, type Capabilities } from './capabilities.ts';
import { mysqlCompiler, postgresCompiler, sqliteCompiler, type Compile } from './compile.ts';

/** An engine without a connection: enough to show what SQL it would get. */
export interface EngineDescription {
  readonly title: string;
  readonly capabilities: Capabilities;
  readonly compile: Compile;
}

/** The supported engines. */
export function engines(): readonly EngineDescription[] {
  return [
    { title: 'SQLite', capabilities: sqliteCapabilities, compile: sqliteCompiler() },
    { title: 'PostgreSQL', capabilities: postgresCapabilities, compile: postgresCompiler() },
    { title: 'MySQL, MariaDB', capabilities: mysqlCapabilities, compile: mysqlCompiler() },
  ];
}
