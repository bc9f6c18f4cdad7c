import { chunks } from '../chunks.ts';
import type { KeyRow } from '../row-image.ts';
import type { TableSchema } from '../table-schema.ts';
import type { RowUpdate, WrittenRow } from '../write-session.ts';
import { asTable, list, literalOf, quote, rowsWithKeys } from './sql-text.ts';

/** Runs a statement and gives the number of rows it met. */
type Count = (text: string) => Promise<number>;

/** Rows of one statement: it must fit into the server's `max_allowed_packet`, 16 MB unless set otherwise. */
const ROWS = 500;

/** Writes rows with statements of many rows each. */
export class RowWriter {
  readonly #count: Count;

  constructor(count: Count) {
    this.#count = count;
  }

  async insert(table: TableSchema, rows: readonly WrittenRow[]): Promise<number> {
    const columns = Object.keys(rows[0] ?? {});
    let written = 0;
    for (const chunk of chunks(rows, ROWS)) {
      const [first = {}] = chunk;
      // What is the same for all rows, and the clock, stands in the statement once.
      const varying = columns.filter((column, index) => index === 0 || chunk.some((row) => row[column] !== first[column]));
      const values = columns.map((column) => (varying.includes(column) ? `v.${quote(column)}` : literalOf(first[column])));
      written += await this.#count(
        `insert into ${quote(table.name)} (${list(columns)}) select ${values.join(', ')} from ${asTable(chunk, varying)} as v`,
      );
    }
    return written;
  }

  async update(table: TableSchema, updates: readonly RowUpdate[]): Promise<number> {
    const keys = Object.keys(updates[0]?.key ?? {});
    const columns = Object.keys(updates[0]?.values ?? {});
    let written = 0;
    for (const chunk of chunks(updates, ROWS)) {
      const [first] = chunk;
      // What is the same for all rows, and the clock, stands in the statement; the rest comes as a table of its own.
      const isCommon = (column: string): boolean => chunk.every(({ values }) => values[column] === first?.values[column]);
      const varying = columns.filter((column) => !isCommon(column));
      const rows = asTable(
        chunk.map(({ key, values }) => ({ ...values, ...key })),
        [...keys, ...varying],
      );
      const set = columns.map(
        (column) => `t.${quote(column)} = ${isCommon(column) ? literalOf(first?.values[column]) : `v.${quote(column)}`}`,
      );
      written += await this.#count(
        `update ${rows} as v straight_join ${quote(table.name)} as t
         on ${keys.map((key) => `t.${quote(key)} = v.${quote(key)}`).join(' and ')} set ${set.join(', ')}`,
      );
    }
    return written;
  }

  async delete(table: TableSchema, keys: readonly KeyRow[]): Promise<number> {
    let written = 0;
    for (const chunk of chunks(keys, ROWS)) written += await this.#count(`delete t from ${rowsWithKeys(table.name, chunk)}`);
    return written;
  }
}
