import { PostgresAdapter, PostgresQueryCompiler } from 'kysely';
import { compiler } from '../compile.ts';
import { hexOf, isPlainText } from '../plain-text.ts';
import type { Query } from '../query.ts';

class PastedCompiler extends PostgresQueryCompiler {
  protected override appendValue(value: unknown): void {
    this.append(literal(value));
  }

  protected override appendStringLiteral(text: string): void {
    this.append(literal(text));
  }
}

/**
 * A value as a constant of no type, as the driver's parameters are: the server takes it for what stands beside it. No backslash stands in
 * it, which means something only where `standard_conforming_strings` is off.
 *
 * @throws TypeError for what is no value of a column
 */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Uint8Array) return `decode('${hexOf(value)}', 'hex')`;
  switch (typeof value) {
    case 'string':
      return isPlainText(value) ? `'${value}'` : `convert_from(decode('${hexOf(value)}', 'hex'), 'UTF8')`;
    case 'number':
    case 'bigint':
    case 'boolean':
      return `'${value}'`;
  }
  throw new TypeError('Only texts, numbers, truth values, bytes and null are values of SQL.');
}

const compile = compiler(new PostgresAdapter(), new PastedCompiler());

/** A query as psql takes it, with the values in it. */
export const pasted = (query: Query): string => compile(query).sql;
