import { SqliteAdapter, SqliteQueryCompiler } from 'kysely';
import { compiler } from '../compile.ts';
import { hexOf, isPlainText } from '../plain-text.ts';
import type { Query } from '../query.ts';

class PastedCompiler extends SqliteQueryCompiler {
  protected override appendValue(value: unknown): void {
    this.append(literal(value));
  }

  protected override appendStringLiteral(text: string): void {
    this.append(literal(text));
  }
}

/** @throws TypeError for what is no value of a column */
function literal(value: unknown): string {
  if (value === null || value === undefined || Number.isNaN(value)) return 'null';
  if (value instanceof Uint8Array) return `x'${hexOf(value)}'`;
  switch (typeof value) {
    case 'string':
      return isPlainText(value) ? `'${value}'` : `cast(x'${hexOf(value)}' as text)`;
    case 'number':
      // The driver binds every number as one with a fraction: a division by it leaves one.
      if (/^-?\d+$/.test(String(value))) return `${value}.0`;
      return Number.isFinite(value) ? String(value) : `${value < 0 ? '-' : ''}9e999`;
    case 'bigint':
    case 'boolean':
      return String(Number(value) === 0 ? 0 : BigInt(value));
  }
  throw new TypeError('Only texts, numbers, truth values, bytes and null are values of SQL.');
}

const compile = compiler(new SqliteAdapter(), new PastedCompiler());

/** A query as SQLite's shell takes it, with the values in it. */
export const pasted = (query: Query): string => compile(query).sql;
