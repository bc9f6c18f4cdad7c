/** An index as far as an audit cares. */
export interface IndexInfo {
  readonly name: string;
  readonly columns: readonly string[];
  /** Valid, immediate, over whole rows: two rows with equal columns cannot both be there. */
  readonly guaranteesUnique: boolean;
  /** Covers every row (no WHERE) and can be used by a query. */
  readonly complete: boolean;
}

export interface TableInfo {
  readonly name: string;
  /** Column names to whether this account may read them. */
  readonly columns: ReadonlyMap<string, boolean>;
  readonly indexes: readonly IndexInfo[];
}

/** What the database says of its own tables. */
export class Catalog {
  readonly #tables: ReadonlyMap<string, TableInfo>;

  constructor(tables: readonly TableInfo[]) {
    this.#tables = new Map(tables.map((table) => [table.name, table]));
  }

  table(name: string): TableInfo | undefined {
    return this.#tables.get(name);
  }

  /** The unique index that forbids two rows of a table with the same values in these columns, if there is one. */
  uniqueIndex(table: string, columns: readonly string[]): IndexInfo | undefined {
    return this.table(table)?.indexes.find(
      (index) => index.guaranteesUnique && index.columns.length > 0 && index.columns.every((column) => columns.includes(column)),
    );
  }

  /** An index whose leading columns are these, in this order, and that covers every row. */
  indexOn(table: string, columns: readonly string[]): IndexInfo | undefined {
    return this.table(table)?.indexes.find(
      (index) => index.complete && columns.every((column, position) => index.columns[position] === column),
    );
  }

  /**
   * What is missing of the tables and columns somebody needs, in words; null when all is there and readable.
   */
  missing(needs: TableNeeds): { readonly reason: string; readonly kind: 'absent' | 'forbidden' } | null {
    for (const [name, columns] of Object.entries(needs)) {
      const table = this.table(name);
      if (table === undefined) return { kind: 'absent', reason: `table ${name} is missing` };
      const absent = columns.filter((column) => !table.columns.has(column));
      if (absent.length > 0) {
        return { kind: 'absent', reason: `column ${absent.map((column) => `${name}.${column}`).join(', ')} is missing` };
      }
      const forbidden = columns.filter((column) => table.columns.get(column) === false);
      if (forbidden.length > 0) return { kind: 'forbidden', reason: `this account may not read ${name}: grant it SELECT` };
    }
    return null;
  }
}

/** Tables and the columns of each that somebody reads. */
export type TableNeeds = Readonly<Record<string, readonly string[]>>;
