import type { TableSchema } from '../table-schema.ts';
import { NOW, type WrittenRow, type WrittenValue } from '../write-session.ts';

/** A name as SQL text. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names as SQL text, with commas. */
export const list = (names: readonly string[]): string => names.map(quote).join(', ');

/** Rows as parameters: an array for each column that differs from row to row, one value for each that does not. */
export class Values {
  readonly source: string;
  readonly parameters: readonly unknown[];
  readonly #places = new Map<string, string>();

  /** @param varying columns that are arrays even when all their values are the same */
  constructor(
    table: TableSchema,
    rows: readonly WrittenRow[],
    columns: readonly string[],
    varying: readonly string[] = columns.slice(0, 1),
  ) {
    const parameters: unknown[] = [];
    const arrays: string[] = [];
    const names: string[] = [];
    for (const [index, column] of columns.entries()) {
      const first = rows[0]?.[column];
      const type = table.columns.find(({ name }) => name === column)?.type ?? 'text';
      if (first === NOW) {
        this.#places.set(column, 'now()');
      } else if (!varying.includes(column) && rows.every((row) => row[column] === first)) {
        parameters.push(bindable(first));
        this.#places.set(column, `$${parameters.length}::${type}`);
      } else {
        parameters.push(rows.map((row) => bindable(row[column])));
        arrays.push(`$${parameters.length}::${type}[]`);
        names.push(`c${index}`);
        this.#places.set(column, `v.c${index}`);
      }
    }
    this.parameters = parameters;
    this.source = `unnest(${arrays.join(', ')}) with ordinality as v(${[...names, 'ordinality'].join(', ')})`;
  }

  place(column: string): string {
    return this.#places.get(column) ?? 'null';
  }
}

/** The driver takes a bigint for a number; its digits are exact. */
function bindable(value: WrittenValue | undefined): unknown {
  return typeof value === 'bigint' ? String(value) : (value ?? null);
}
