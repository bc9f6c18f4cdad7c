import { oddRelations, type RelationKind } from '../model/index.ts';
import type { Query } from './query.ts';
import type { ColumnKind } from './table-schema.ts';

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
  readonly kind: RelationKind;
  /** Column names to whether this account may read them. */
  readonly columns: ReadonlyMap<string, boolean>;
  /** Columns that the database lets be null. */
  readonly nullable: ReadonlySet<string>;
  /** Columns of the primary key, in its order; none where there is no such key. */
  readonly primaryKey: readonly string[];
  readonly indexes: readonly IndexInfo[];
  /** Why this account may not see every row, and what to do; left out where it sees all. */
  readonly hidden?: string;
}

/** A reference of one table's rows to another's: a foreign key, or what should be one. */
export interface ForeignKey {
  /** The constraint's name; null where the engine keeps none, or there is no constraint. */
  readonly name: string | null;
  readonly table: string;
  readonly columns: readonly string[];
  /** What the first of the columns holds. */
  readonly kind: ColumnKind;
  /** The column that alone is the table's primary key; null where none is. */
  readonly key: { readonly column: string; readonly kind: ColumnKind } | null;
  readonly target: string;
  readonly targetColumns: readonly string[];
  /** False where the table referred to is not there (SQLite allows that). */
  readonly targetExists: boolean;
  /** False where the database has not looked at the rows that were there before the constraint (PostgreSQL's NOT VALID). */
  readonly validated: boolean;
}

/** A counter that gives a column its numbers and stands apart from the rows, so that the two can disagree. */
export interface Counter {
  readonly table: string;
  readonly column: string;
  /** The counter's own name. */
  readonly name: string;
  /** From one number to the next; negative where it counts down. */
  readonly step: bigint;
  /** The last number, in the direction in which it counts, that the column holds. */
  readonly limit: bigint;
  /** One row, `next_value`: the number that it gives next, null where it has none left. */
  readonly next: Query;
  /** The statement that takes it past every number that is there, and never back. */
  readonly advance: string;
}

/** A constraint that the database declares and does not vouch for. */
export interface WeakConstraint {
  readonly table: string;
  readonly name: string;
  readonly kind: 'foreign key' | 'check' | 'unique index';
  /** Rows from before it were never looked at, or nobody looks at new ones. */
  readonly cause: 'not-validated' | 'disabled';
  /** The statement that makes it hold. */
  readonly cure: string;
}

/** What a catalog knows besides the tables, where `connect` was asked for it. */
type Further = Pick<Catalog, 'foreignKeys' | 'foreignKeysElsewhere' | 'counters' | 'weakConstraints'>;

/** What the database says of its own tables. */
export class Catalog {
  readonly #tables: ReadonlyMap<string, TableInfo>;
  /** The foreign keys of all tables, whichever the catalog was asked for; none unless `connect` was asked for them. */
  readonly foreignKeys: readonly ForeignKey[];
  /** Foreign keys that lead from this schema to another or from another to this one, in words: their rows are not read. */
  readonly foreignKeysElsewhere: readonly string[];
  /** The counters of all tables that stand apart from their columns; none unless `connect` was asked for them. */
  readonly counters: readonly Counter[];
  /** The constraints of all tables that are not to be relied on; none unless `connect` was asked for them. */
  readonly weakConstraints: readonly WeakConstraint[];

  /** @internal */
  constructor(
    tables: readonly TableInfo[],
    { foreignKeys = [], foreignKeysElsewhere = [], counters = [], weakConstraints = [] }: Partial<Further> = {},
  ) {
    this.#tables = new Map(tables.map((table) => [table.name, table]));
    this.foreignKeys = foreignKeys;
    this.foreignKeysElsewhere = foreignKeysElsewhere;
    this.counters = counters;
    this.weakConstraints = weakConstraints;
  }

  table(name: string): TableInfo | undefined {
    return this.#tables.get(name);
  }

  /** What each name leads to that is no plain table. */
  relations(): Readonly<Record<string, RelationKind>> | null {
    return oddRelations(this.#tables.values());
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
   * What is missing of the tables and columns that are needed, in words; null when all is there and readable.
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
      if (table.hidden !== undefined) return { kind: 'forbidden', reason: table.hidden };
    }
    return null;
  }
}

/** Tables and the columns of each that are read. */
export type TableNeeds = Readonly<Record<string, readonly string[]>>;

/** What else a catalog is to know. */
export interface CatalogWishes {
  /** The foreign keys of all tables: one or two further queries, so only who reads them asks. */
  readonly foreignKeys?: boolean;
  /** The counters of all tables that can fall behind their columns. */
  readonly counters?: boolean;
  /** The constraints of all tables that the database does not vouch for. */
  readonly weakConstraints?: boolean;
}

/** Rows by a key of theirs, in the order in which the keys come. */
export function grouped<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
