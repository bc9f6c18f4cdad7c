import { MysqlQueryCompiler } from 'kysely';
import { literal } from './literal.ts';

/**
 * Kysely's SQL for MySQL and MariaDB, with values in the text instead of placeholders: the driver would put them there itself, with escapes
 * that not every session reads as such (see {@link literal}). A statement that the server prepares would take values apart from the text, but
 * answer in another protocol, with other values for the same columns (FLOAT and zero dates), and numbers would go there as DOUBLE.
 */
export class LiteralCompiler extends MysqlQueryCompiler {
  protected override appendValue(value: unknown): void {
    this.append(literal(value));
  }

  protected override appendStringLiteral(text: string): void {
    this.append(literal(text));
  }
}
