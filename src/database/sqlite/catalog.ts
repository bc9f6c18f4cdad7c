import type { Database } from 'better-sqlite3';
import { Catalog, type IndexInfo, type TableInfo } from '../catalog.ts';

interface ColumnRow {
  readonly name: string;
  readonly notnull: number;
}
interface IndexRow {
  readonly name: string;
  readonly unique: number;
  readonly partial: number;
}
interface IndexColumnRow {
  readonly name: string | null;
  readonly key: number;
}

/** Reads the named tables from SQLite's schema; tables that are not there are left out. */
export function readCatalog(database: Database, names: readonly string[]): Catalog {
  return new Catalog(names.map((name) => readTable(database, name)).filter((table) => table !== null));
}

function readTable(database: Database, name: string): TableInfo | null {
  const columns = database.prepare<[string], ColumnRow>('select name, "notnull" from pragma_table_xinfo(?)').all(name);
  if (columns.length === 0) return null;
  const required = new Set(columns.filter((column) => column.notnull === 1).map((column) => column.name));
  const indexColumns = database.prepare<[string], IndexColumnRow>('select name, key from pragma_index_xinfo(?) order by seqno');
  const indexes = database
    .prepare<[string], IndexRow>('select name, "unique", partial from pragma_index_list(?)')
    .all(name)
    .map((index): IndexInfo => {
      const keys = indexColumns.all(index.name).filter((column) => column.key === 1);
      const complete = index.partial === 0;
      return {
        name: index.name,
        columns: keys.map((column) => column.name ?? '(expression)'),
        complete,
        guaranteesUnique: complete && index.unique === 1 && keys.every((column) => required.has(column.name ?? '')),
      };
    });
  return { name, columns: new Map(columns.map((column) => [column.name, true])), indexes };
}
