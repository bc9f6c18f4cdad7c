import type { ColumnKind, TableSchema } from '../database/index.ts';

/** What is asked of a table's columns for every row: worked out once. */
export interface TableFacts {
  readonly names: readonly string[];
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  /** Columns that the engine computes. */
  readonly generated: ReadonlySet<string>;
}

const known = new WeakMap<TableSchema, TableFacts>();

/** The facts of a table. */
export function tableFactsOf(table: TableSchema): TableFacts {
  let facts = known.get(table);
  if (facts === undefined) {
    const { columns } = table;
    facts = {
      names: columns.map(({ name }) => name),
      kinds: new Map(columns.map(({ name, kind }) => [name, kind])),
      generated: new Set(columns.flatMap(({ name, generated }) => (generated ? name : []))),
    };
    known.set(table, facts);
  }
  return facts;
}
