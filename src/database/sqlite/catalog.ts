import type { Database } from 'better-sqlite3';
import type { RelationKind } from '../../model/index.ts';
import { Catalog, grouped, type CatalogWishes, type ForeignKey, type IndexInfo, type TableInfo } from '../catalog.ts';
import { columnKind } from '../table-schema.ts';

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
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

interface ForeignKeyRow {
  readonly child: string;
  readonly id: number;
  readonly target: string;
  readonly from: string;
  readonly to: string | null;
}
interface KeyColumnRow {
  readonly name: string;
  readonly type: string;
  readonly pk: number;
}

/** Reads the named tables from SQLite's schema; tables that are not there are left out. */
export function readCatalog(database: Database, names: readonly string[], wishes: CatalogWishes): Catalog {
  const tables = names.map((name) => readTable(database, name)).filter((table) => table !== null);
  return new Catalog(tables, { foreignKeys: wishes.foreignKeys === true ? readForeignKeys(database) : [] });
}

/** SQLite knows its foreign keys whether or not they are enforced. */
function readForeignKeys(database: Database): readonly ForeignKey[] {
  const rows = database
    .prepare<[], ForeignKeyRow>(
      `select t.name as child, f.id, f."table" as target, f."from", f."to"
       from sqlite_master as t, pragma_foreign_key_list(t.name) as f where t.type = 'table' order by t.name, f.id, f.seq`,
    )
    .all();
  const columnsOf = database.prepare<[string], KeyColumnRow>('select name, type, pk from pragma_table_xinfo(?)');
  const known = new Map<string, readonly KeyColumnRow[]>();
  const columns = (table: string): readonly KeyColumnRow[] => {
    const read = known.get(table) ?? columnsOf.all(table);
    known.set(table, read);
    return read;
  };
  const keyOf = (table: string): readonly KeyColumnRow[] =>
    columns(table)
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk);
  return [...grouped(rows, ({ child, id }) => `${id} ${child}`).values()].map((parts): ForeignKey => {
    const [{ child, target } = { child: '', target: '' }] = parts;
    const from = parts.map((part) => part.from);
    const [key, ...further] = keyOf(child);
    return {
      name: null,
      table: child,
      columns: from,
      kind: columnKind(columns(child).find(({ name }) => name.toLowerCase() === from[0]?.toLowerCase())?.type ?? ''),
      key: key === undefined || further.length > 0 ? null : { column: key.name, kind: columnKind(key.type) },
      target,
      // Without a column, the key of the other table is meant.
      targetColumns: parts.map((part, index) => part.to ?? keyOf(target)[index]?.name ?? 'rowid'),
      targetExists: columns(target).length > 0,
      validated: true,
    };
  });
}

function readTable(database: Database, name: string): TableInfo | null {
  const columns = database.prepare<[string], ColumnRow>('select name, type, "notnull", pk from pragma_table_xinfo(?)').all(name);
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
  const keys = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  // The number of a row is never null; any other primary key may be, unless it says otherwise.
  const isRowNumber = ({ pk, type }: ColumnRow): boolean => pk > 0 && keys.length === 1 && type.toLowerCase() === 'integer';
  const nullable = columns.filter((column) => column.notnull === 0 && !isRowNumber(column)).map((column) => column.name);
  return {
    name,
    kind: kindOf(database, name),
    columns: new Map(columns.map((column) => [column.name, true])),
    nullable: new Set(nullable),
    primaryKey: keys.map((column) => column.name),
    indexes,
  };
}

function kindOf(database: Database, name: string): RelationKind {
  const row = database
    .prepare<[string], { readonly type: string; readonly sql: string | null }>(
      'select type, sql from sqlite_master where name = ? collate nocase',
    )
    .get(name);
  if (row?.type === 'view') return 'view';
  return /^create\s+virtual\s/i.test(row?.sql ?? '') ? 'virtual table' : 'table';
}
