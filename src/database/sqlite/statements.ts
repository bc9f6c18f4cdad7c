import type { Database, RunResult, Statement } from 'better-sqlite3';
import type { DatabaseRow } from '../read-session.ts';

/** Statements that are kept: what a repair repeats is a few dozen, and what a compiled statement holds is not small. */
const KEPT = 64;

/** The name that the driver's rows lose, as they are ordinary objects. */
const LOST = '__proto__';

/** A compiled statement. Its rows have every column of the query, whatever it is called, and exact integers. */
export interface CompiledStatement {
  /** Whether it has rows. */
  readonly reader: boolean;
  all(parameters: readonly unknown[]): readonly DatabaseRow[];
  iterate(parameters: readonly unknown[]): IterableIterator<DatabaseRow>;
  run(parameters: readonly unknown[]): RunResult;
}

/** Compiles each statement once. */
export class Statements {
  readonly #database: Database;
  readonly #kept = new Map<string, CompiledStatement>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The statement for a text. */
  get(text: string): CompiledStatement {
    const known = this.#kept.get(text);
    if (known !== undefined) return known;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= KEPT && oldest !== undefined) this.#kept.delete(oldest);
    const statement = compiled(this.#database.prepare<unknown[], DatabaseRow>(text));
    this.#kept.set(text, statement);
    return statement;
  }
}

function compiled(statement: Statement<unknown[], DatabaseRow>): CompiledStatement {
  if (!statement.reader) return plain(statement);
  statement.safeIntegers();
  const names = statement.columns().map(({ name }) => name);
  if (!names.includes(LOST)) return plain(statement);
  const listed = statement.raw() as unknown as Statement<unknown[], readonly DatabaseRow[string][]>;
  const whole = (values: readonly DatabaseRow[string][]): DatabaseRow =>
    Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]));
  return {
    reader: true,
    all: (parameters) => listed.all(parameters).map(whole),
    *iterate(parameters) {
      for (const values of listed.iterate(parameters)) yield whole(values);
    },
    run: (parameters) => listed.run(parameters),
  };
}

const plain = (statement: Statement<unknown[], DatabaseRow>): CompiledStatement => ({
  reader: statement.reader,
  all: (parameters) => statement.all(parameters),
  iterate: (parameters) => statement.iterate(parameters),
  run: (parameters) => statement.run(parameters),
});
