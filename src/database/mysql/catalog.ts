import type { RelationKind } from '../../model/index.ts';
import { Catalog, grouped, type CatalogWishes, type ForeignKey, type IndexInfo, type TableInfo } from '../catalog.ts';
import type { DatabaseRow } from '../read-session.ts';
import { nullable, text } from '../../shape.ts';
import { answered, digits } from '../answer-shape.ts';
import { columnKind } from '../table-schema.ts';
import { literal, literals } from './literal.ts';

/** Runs a query and gives its rows. */
type Run = (text: string) => Promise<readonly DatabaseRow[]>;

/**
 * Reads the named tables from the information schema; tables that are not there are left out. MySQL shows an account
 * only what it has some privilege on: a table it may not read looks as if it were missing.
 */
export async function readCatalog(all: Run, names: readonly string[], wishes: CatalogWishes): Promise<Catalog> {
  const tables = [...(await readTables(all, '', names))];
  const here = new Set(tables.map(({ name }) => name));
  const elsewhere = names.filter((name) => !here.has(name) && WITH_DATABASE.test(name));
  for (const [database, inside] of grouped(elsewhere, databaseOf)) tables.push(...(await readTables(all, database, inside)));
  return new Catalog(tables, {
    foreignKeys: wishes.foreignKeys === true ? await readForeignKeys(all) : [],
    foreignKeysElsewhere: wishes.foreignKeys === true ? await readElsewhere(all) : [],
  });
}

/** A table that is named with its database (`sales.orders`), unless the open one has a table of this very name. */
const WITH_DATABASE = /^[\p{L}\d_$]+\.[\p{L}\d_$]+$/u;

function databaseOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

/** Tables of one database, of the open one where its name is empty, by the names by which they were wanted. */
async function readTables(all: Run, database: string, names: readonly string[]): Promise<readonly TableInfo[]> {
  const start = database === '' ? 0 : database.length + 1;
  const wanted = `table_schema = ${database === '' ? 'database()' : literal(database)} and table_name in (${literals(names.map((name) => name.slice(start)))})`;
  const columns = answered(
    await all(
      `select table_name as t, column_name as c, is_nullable as n, privileges as p from information_schema.columns
     where ${wanted} order by table_name, ordinal_position`,
    ),
    'columns',
    { t: text, c: text, n: text, p: text },
  );
  const indexes = answered(
    await all(
      `select table_name as t, index_name as i, column_name as c, non_unique as n from information_schema.statistics
     where ${wanted} order by table_name, index_name, seq_in_index`,
    ),
    'indexes',
    { t: text, i: text, c: nullable(text), n: digits },
  );
  const relations = answered(
    await all(`select table_name as t, table_type as k, engine as e, create_options as o from information_schema.tables where ${wanted}`),
    'tables',
    { t: text, k: text, e: nullable(text), o: nullable(text) },
  );
  const kinds = new Map(relations.map((row) => [row.t, relationKind(row)]));
  return names.flatMap((name) => {
    const found = table(name.slice(start), columns, indexes, kinds.get(name.slice(start)) ?? 'table');
    return found === null ? [] : [{ ...found, name }];
  });
}

/** Foreign keys between this database and others, as far as this account may see them. */
async function readElsewhere(all: Run): Promise<readonly string[]> {
  const rows = answered(
    await all(
      `select distinct constraint_name as n, table_schema as s, table_name as t, referenced_table_schema as rs, referenced_table_name as rt
     from information_schema.key_column_usage
     where (table_schema = database() or referenced_table_schema = database()) and table_schema <> referenced_table_schema
     order by table_schema, table_name, constraint_name`,
    ),
    'foreign keys',
    { n: text, s: text, t: text, rs: text, rt: text },
  );
  return rows.map(({ n, s, t, rs, rt }) => `${n} of ${s}.${t} to ${rs}.${rt}`);
}

/** Foreign keys within this database, also those that were made while nobody looked (`foreign_key_checks = 0`). */
async function readForeignKeys(all: Run): Promise<readonly ForeignKey[]> {
  const rows = answered(
    await all(
      `select constraint_name as n, table_name as t, column_name as c, referenced_table_name as rt, referenced_column_name as rc
     from information_schema.key_column_usage
     where table_schema = database() and referenced_table_schema = database() order by table_name, constraint_name, ordinal_position`,
    ),
    'foreign keys',
    { n: text, t: text, c: text, rt: text, rc: text },
  );
  const columns = answered(
    await all(
      `select table_name as t, column_name as c, column_type as type, column_key as k
     from information_schema.columns where table_schema = database()`,
    ),
    'columns',
    { t: text, c: text, type: text, k: text },
  );
  const byTable = grouped(columns, ({ t }) => t);
  return [...grouped(rows, ({ t, n }) => `${t}.${n}`).values()].flatMap((parts): ForeignKey | [] => {
    const [first] = parts;
    if (first === undefined) return [];
    const own = byTable.get(first.t) ?? [];
    const [key, ...further] = own.filter(({ k }) => k === 'PRI');
    return {
      name: first.n,
      table: first.t,
      columns: parts.map(({ c }) => c),
      kind: columnKind(own.find(({ c }) => c === first.c)?.type ?? ''),
      key: key === undefined || further.length > 0 ? null : { column: key.c, kind: columnKind(key.type) },
      target: first.rt,
      targetColumns: parts.map(({ rc }) => rc),
      // An account without rights on the other table does not see it: its absence proves nothing.
      targetExists: true,
      validated: true,
    };
  });
}

/** Storage engines whose rows are elsewhere. */
const FOREIGN_ENGINES = new Set(['CONNECT', 'FEDERATED', 'SPIDER', 'S3', 'MRG_MYISAM']);

function relationKind({ k, e, o }: { readonly k: string; readonly e: string | null; readonly o: string | null }): RelationKind {
  if (/view/i.test(k)) return 'view';
  if (FOREIGN_ENGINES.has(e?.toUpperCase() ?? '')) return 'foreign table';
  return /partitioned/i.test(o ?? '') ? 'partitioned table' : 'table';
}

interface ColumnRow {
  readonly t: string;
  readonly c: string;
  /** Whether it may be null: YES or NO. */
  readonly n: string;
  readonly p: string;
}

interface IndexRow {
  readonly t: string;
  readonly i: string;
  /** Null for an expression. */
  readonly c: string | null;
  /** 0 where it is unique. */
  readonly n: unknown;
}

function table(name: string, columnRows: readonly ColumnRow[], indexRows: readonly IndexRow[], kind: RelationKind): TableInfo | null {
  const columns = columnRows.filter(({ t }) => t === name);
  if (columns.length === 0) return null;
  const required = new Set(columns.filter(({ n }) => n === 'NO').map(({ c }) => c));
  const byIndex = grouped(
    indexRows.filter(({ t }) => t === name),
    ({ i }) => i,
  );
  return {
    name,
    kind,
    columns: new Map(columns.map(({ c, p }) => [c, p.includes('select')])),
    nullable: new Set(columns.map(({ c }) => c).filter((column) => !required.has(column))),
    primaryKey: (byIndex.get('PRIMARY') ?? []).map(({ c }) => c ?? ''),
    indexes: [...byIndex].map(([indexName, rows]): IndexInfo => ({
      name: indexName,
      // A part of a functional index has no column name.
      columns: rows.map(({ c }) => c ?? '(expression)'),
      complete: true,
      guaranteesUnique: Number(rows[0]?.n) === 0 && rows.every(({ c }) => c !== null && required.has(c)),
    })),
  };
}
