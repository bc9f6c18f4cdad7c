import { chunks } from '../chunks.ts';
import type { KeyRow } from '../row-image.ts';
import type { TableSchema } from '../table-schema.ts';
import { NOW, type RowUpdate, type WrittenRow, type WrittenValue } from '../write-session.ts';
import { list, quote, repeat } from './sql-text.ts';
import type { Statements } from './statements.ts';

/** Rows of one statement: a statement of this many is compiled once and used again. */
const ROWS = 200;

/** Django's text for the current UTC time, with the three digits that SQLite knows. */
const CLOCK = "strftime('%Y-%m-%d %H:%M:%f000', 'now')";

/** Writes rows with statements of many rows each. */
export class RowWriter {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  insert(table: TableSchema, rows: readonly WrittenRow[]): number {
    const columns = Object.keys(rows[0] ?? {});
    return this.#write(
      rows,
      columns,
      (values, count) => `insert into ${quote(table.name)} (${list(columns)}) values ${repeat(values, count)}`,
    );
  }

  update(table: TableSchema, updates: readonly RowUpdate[]): number {
    const keys = Object.keys(updates[0]?.key ?? {});
    const columns = Object.keys(updates[0]?.values ?? {});
    const rows = updates.map(({ key, values }) => ({ ...values, ...key }));
    const names = [...keys, ...columns];
    const place = (name: string): string => `v.column${names.indexOf(name) + 1}`;
    return this.#write(
      rows,
      names,
      (values, count) => `update ${quote(table.name)} as t set ${columns.map((column) => `${quote(column)} = ${place(column)}`).join(', ')}
        from (values ${repeat(values, count)}) as v where ${keys.map((key) => `t.${quote(key)} = ${place(key)}`).join(' and ')}`,
    );
  }

  delete(table: TableSchema, keys: readonly KeyRow[]): number {
    const columns = Object.keys(keys[0] ?? {});
    return this.#write(
      keys,
      columns,
      (values, count) => `delete from ${quote(table.name)} where (${list(columns)}) in (values ${repeat(values, count)})`,
    );
  }

  /** Runs a statement over the rows in chunks; `NOW` stands in the text, everything else is a parameter. */
  #write(rows: readonly WrittenRow[], columns: readonly string[], text: (values: string, count: number) => string): number {
    const [first = {}] = rows;
    const values = `(${columns.map((column) => (first[column] === NOW ? CLOCK : '?')).join(', ')})`;
    const bound = columns.filter((column) => first[column] !== NOW);
    let changes = 0;
    for (const chunk of chunks(rows, ROWS)) {
      const statement = this.#statements.get(text(values, chunk.length));
      const parameters: unknown[] = [];
      for (const row of chunk) for (const column of bound) parameters.push(bindable(row[column]));
      changes += statement.run(parameters).changes;
    }
    return changes;
  }
}

function bindable(value: WrittenValue | undefined): unknown {
  return typeof value === 'boolean' ? Number(value) : (value ?? null);
}
