import { MysqlAdapter } from 'kysely';
import { compiler } from '../compile.ts';
import { hexOf, isPlainText } from '../plain-text.ts';
import type { Query } from '../query.ts';
import { LiteralCompiler } from './literal-compiler.ts';

class PastedCompiler extends LiteralCompiler {
  protected override appendValue(value: unknown): void {
    if (typeof value === 'string' && !isPlainText(value)) this.append(`_utf8mb4 x'${hexOf(value)}'`);
    else super.appendValue(value);
  }

  protected override appendStringLiteral(text: string): void {
    this.appendValue(text);
  }
}

const compile = compiler(new MysqlAdapter(), new PastedCompiler());

/** A query as the shells of MySQL and MariaDB take it: every text that is not plain stands there as hex digits, also where the driver would take it. */
export const pasted = (query: Query): string => compile(query).sql;
