import type { Dataset } from '../../src/demo/audit-001.ts';
import { Random } from '../../src/demo/random.ts';
import { peerquestTables } from '../../src/demo/schema.ts';

/** A row that the application may change. */
export type Row = Record<string, string | number | null>;

/** One thing that people do; false where there is nobody, or nothing, to do it with. */
export type Flow = (app: AppState) => boolean;

/** The application's tables in memory, a clock, and chance. */
export class AppState {
  readonly random: Random;
  /**
   * Findings that are there because of what the application itself leaves behind, and that people can do nothing about: an
   * approved application of a person who has left, an approved request of a person who has left the guild.
   */
  readonly known = new Set<string>();
  readonly #tables = new Map<string, Row[]>(peerquestTables.map(({ name }) => [name, []]));
  readonly #lastIds = new Map<string, number>();
  #minutes = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.add('quests_questcategory', { name: 'General' });
  }

  /** The time, which goes on with every look at it. */
  now(): string {
    return `${new Date(Date.UTC(2025, 6, 1) + ++this.#minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ')}.000000`;
  }

  /** The rows of a table that meet a condition. */
  rows(table: string, condition: (row: Row) => boolean = () => true): Row[] {
    return (this.#tables.get(table) ?? []).filter(condition);
  }

  find(table: string, condition: (row: Row) => boolean): Row | undefined {
    return this.rows(table, condition)[0];
  }

  /** Adds a row; where it has no key of its own, with the next id. */
  add(table: string, row: Row, key = 'id'): Row {
    const id = (this.#lastIds.get(table) ?? 0) + 1;
    this.#lastIds.set(table, id);
    const added = { [key]: id, ...row };
    this.#tables.get(table)?.push(added);
    return added;
  }

  /** Removes rows. */
  remove(table: string, condition: (row: Row) => boolean): void {
    this.#tables.set(
      table,
      this.rows(table, (row) => !condition(row)),
    );
  }

  /** Any of some rows. */
  one(rows: readonly Row[]): Row | undefined {
    return rows[this.random.below(rows.length)];
  }

  /** Everything, as a test inserts it. */
  dataset(): Dataset {
    return [...this.#tables];
  }
}
