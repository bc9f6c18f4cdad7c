import { MysqlDialect, type QueryCompiler } from 'kysely';
import { LiteralCompiler } from './literal-compiler.ts';

/** Kysely's way to MySQL and MariaDB, with the values in the text of statements: see {@link LiteralCompiler}. */
export class LiteralDialect extends MysqlDialect {
  override createQueryCompiler(): QueryCompiler {
    return new LiteralCompiler();
  }
}
