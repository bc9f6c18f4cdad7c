import type { Database, Statement } from 'better-sqlite3';
import type { DatabaseRow } from '../read-session.ts';

/** Statements that are kept: what a repair repeats is a few dozen, and what a compiled statement holds is not small. */
const KEPT = 64;

/** Compiles each statement once. */
export class Statements {
  readonly #database: Database;
  readonly #kept = new Map<string, Statement<unknown[], DatabaseRow>>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The statement for a text; rows come with exact integers. */
  get(text: string): Statement<unknown[], DatabaseRow> {
    const known = this.#kept.get(text);
    if (known !== undefined) return known;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= KEPT && oldest !== undefined) this.#kept.delete(oldest);
    const statement = this.#database.prepare<unknown[], DatabaseRow>(text);
    if (statement.reader) statement.safeIntegers();
    this.#kept.set(text, statement);
    return statement;
  }
}
