import { MysqlAdapter } from 'kysely';
import { compiler } from '../compile.ts';
import { LiteralCompiler } from './literal-compiler.ts';

/** SQL as MySQL and MariaDB want it, with the values in its text. */
export const compileForMysql = compiler(new MysqlAdapter(), new LiteralCompiler());
