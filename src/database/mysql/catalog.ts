import { Catalog, type IndexInfo, type TableInfo } from '../catalog.ts';
import type { DatabaseRow } from '../read-session.ts';

/**
 * Reads the named tables from the information schema; tables that are not there are left out. MySQL shows an account
 * only what it has some privilege on: a table it may not read looks as if it were missing.
 */
export async function readCatalog(
  all: (sql: string, parameters: readonly unknown[]) => Promise<readonly DatabaseRow[]>,
  names: readonly string[],
): Promise<Catalog> {
  const list = [[...names]];
  const columns = await all(
    `select table_name as t, column_name as c, is_nullable as n, privileges as p from information_schema.columns
     where table_schema = database() and table_name in (?) order by table_name, ordinal_position`,
    list,
  );
  const indexes = await all(
    `select table_name as t, index_name as i, column_name as c, non_unique as n from information_schema.statistics
     where table_schema = database() and table_name in (?) order by table_name, index_name, seq_in_index`,
    list,
  );
  return new Catalog(names.map((name) => table(name, columns, indexes)).filter((found) => found !== null));
}

function table(name: string, columnRows: readonly DatabaseRow[], indexRows: readonly DatabaseRow[]): TableInfo | null {
  const columns = columnRows.filter((row) => row['t'] === name);
  if (columns.length === 0) return null;
  const required = new Set(columns.filter((row) => row['n'] === 'NO').map((row) => String(row['c'])));
  const byIndex = new Map<string, DatabaseRow[]>();
  for (const row of indexRows) {
    if (row['t'] !== name) continue;
    const rows = byIndex.get(String(row['i'])) ?? [];
    rows.push(row);
    byIndex.set(String(row['i']), rows);
  }
  return {
    name,
    columns: new Map(columns.map((row) => [String(row['c']), String(row['p']).includes('select')])),
    indexes: [...byIndex].map(([indexName, rows]): IndexInfo => ({
      name: indexName,
      // A part of a functional index has no column name.
      columns: rows.map((row) => (row['c'] === null ? '(expression)' : String(row['c']))),
      complete: true,
      guaranteesUnique: Number(rows[0]?.['n']) === 0 && rows.every((row) => required.has(String(row['c']))),
    })),
  };
}
