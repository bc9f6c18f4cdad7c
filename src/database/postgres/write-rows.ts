import type { DatabaseRow } from '../read-session.ts';
import type { KeyRow } from '../row-image.ts';
import type { TableSchema } from '../table-schema.ts';
import type { RowUpdate, WrittenRow } from '../write-session.ts';
import { list, quote, Values } from './values.ts';

/** Runs one statement. */
export type RunStatement = (
  text: string,
  values?: readonly unknown[],
) => Promise<{ readonly rows: readonly DatabaseRow[]; readonly count: number }>;

/** Writes rows: a column of values is one array parameter, whatever the number of rows. */
export class RowWriter {
  readonly #run: RunStatement;

  constructor(run: RunStatement) {
    this.#run = run;
  }

  async insert(table: TableSchema, rows: readonly WrittenRow[]): Promise<number> {
    const columns = Object.keys(rows[0] ?? {});
    const values = new Values(table, rows, columns);
    // Rows that an undo puts back keep their ids, also where only the database may choose them.
    const { count } = await this.#run(
      `insert into ${quote(table.name)} (${list(columns)}) overriding system value
       select ${columns.map((column) => values.place(column)).join(', ')} from ${values.source} order by v.ordinality`,
      values.parameters,
    );
    return count;
  }

  async update(table: TableSchema, updates: readonly RowUpdate[]): Promise<number> {
    const keys = Object.keys(updates[0]?.key ?? {});
    const columns = Object.keys(updates[0]?.values ?? {});
    const rows = updates.map(({ key, values }) => ({ ...values, ...key }));
    const values = new Values(table, rows, [...keys, ...columns], keys);
    const { count } = await this.#run(
      `update ${quote(table.name)} as t set ${columns.map((column) => `${quote(column)} = ${values.place(column)}`).join(', ')}
       from ${values.source} where ${keys.map((key) => `t.${quote(key)} = ${values.place(key)}`).join(' and ')}`,
      values.parameters,
    );
    return count;
  }

  async delete(table: TableSchema, keys: readonly KeyRow[]): Promise<number> {
    const columns = Object.keys(keys[0] ?? {});
    const values = new Values(table, keys, columns, columns);
    const { count } = await this.#run(
      `delete from ${quote(table.name)} as t using ${values.source}
       where ${columns.map((column) => `t.${quote(column)} = ${values.place(column)}`).join(' and ')}`,
      values.parameters,
    );
    return count;
  }
}
