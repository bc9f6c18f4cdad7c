import type { Client } from 'pg';
import type { RelationKind } from '../../model/index.ts';
import { Catalog, type CatalogWishes, type ForeignKey, type IndexInfo } from '../catalog.ts';
import { flag, listOf, nullable, object, text } from '../../shape.ts';
import { answered, answeredJson } from '../answer-shape.ts';
import { columnKind } from '../table-schema.ts';
import { readCounters } from './counters.ts';
import { readWeakConstraints } from './weak-constraints.ts';
import { filteredClause, SEE_ALL_ROWS } from './row-security.ts';

const COLUMNS = listOf(object({ name: text, readable: flag, required: flag }));
const INDEXES = listOf(object({ name: text, columns: listOf(nullable(text)), unique: flag, complete: flag, primary: flag }));

/** By PostgreSQL's letter for it. */
const KINDS: Readonly<Record<string, RelationKind>> = { p: 'partitioned table', v: 'view', m: 'materialized view', f: 'foreign table' };

/**
 * One query for everything: columns with this account's right to read them, and indexes with what they guarantee.
 * `to_regclass` follows the search path, as the audit's own queries do; `sales.orders` is the table of a schema. Asking the catalog for
 * that one, and not `to_regclass`, is no error where this account may not enter the schema.
 */
const CATALOG = `
  select wanted.name, c.relkind::text as kind, row_security_active(c.oid) as filtered,
    (select coalesce(json_agg(json_build_object(
        'name', a.attname, 'required', a.attnotnull,
        'readable', has_table_privilege(c.oid, 'SELECT') or has_column_privilege(c.oid, a.attnum, 'SELECT'))), '[]')
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)::text as columns,
    (select coalesce(json_agg(json_build_object(
        'name', ic.relname,
        'columns', (select json_agg(a.attname order by k.position)
          from unnest(i.indkey::int2[]) with ordinality as k(attnum, position)
          left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum and k.attnum > 0
          where k.position <= i.indnkeyatts),
        'unique', i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null,
        'complete', i.indisvalid and i.indpred is null, 'primary', i.indisprimary)), '[]')
      from pg_index i join pg_class ic on ic.oid = i.indexrelid where i.indrelid = c.oid)::text as indexes
  from unnest($1::text[]) as wanted(name)
  join pg_class c on c.oid = coalesce(to_regclass(quote_ident(wanted.name)), (
    select q.oid from pg_class q join pg_namespace n on n.oid = q.relnamespace
    where n.nspname = split_part(wanted.name, '.', 1) and q.relname = substr(wanted.name, strpos(wanted.name, '.') + 1)
      and q.relkind in ('r', 'p', 'v', 'm', 'f')))`;

/** Reads the named tables from PostgreSQL's catalog; tables that are not there are left out. */
export async function readCatalog(client: Client, names: readonly string[], wishes: CatalogWishes): Promise<Catalog> {
  const rows = answered((await client.query(CATALOG, [names])).rows, 'tables', {
    name: text,
    kind: text,
    filtered: flag,
    columns: text,
    indexes: text,
  });
  const further = {
    foreignKeys: wishes.foreignKeys === true ? await readForeignKeys(client) : [],
    foreignKeysElsewhere: wishes.foreignKeys === true ? await readElsewhere(client) : [],
    counters: wishes.counters === true ? await readCounters(client) : [],
    weakConstraints: wishes.weakConstraints === true ? await readWeakConstraints(client) : [],
  };
  return new Catalog(
    rows.map((row) => {
      const columns = answeredJson(row.columns, 'columns', COLUMNS);
      const indexes = answeredJson(row.indexes, 'indexes', INDEXES);
      const required = new Set(columns.filter((column) => column.required).map((column) => column.name));
      return {
        name: row.name,
        kind: KINDS[row.kind] ?? 'table',
        ...(row.filtered ? { hidden: `${filteredClause(row.name)}: ${SEE_ALL_ROWS}` } : {}),
        columns: new Map(columns.map((column) => [column.name, column.readable])),
        nullable: new Set(columns.filter((column) => !column.required).map((column) => column.name)),
        primaryKey: indexes.find(({ primary }) => primary)?.columns.filter((column) => column !== null) ?? [],
        indexes: indexes.map((index): IndexInfo => ({
          name: index.name,
          columns: index.columns.map((column) => column ?? '(expression)'),
          complete: index.complete,
          guaranteesUnique: index.unique && index.columns.every((column) => column !== null && required.has(column)),
        })),
      };
    }),
    further,
  );
}

const TYPED = listOf(object({ name: text, type: text }));
const FOREIGN_KEY = object({
  name: text,
  table: text,
  columns: TYPED,
  key: nullable(TYPED),
  target: text,
  target_columns: listOf(text),
  validated: flag,
});

/** Foreign keys between tables that the search path reaches. A partition's are its parent's. */
const FOREIGN_KEYS = `
  select json_build_object('name', f.conname, 'table', c.relname, 'target', t.relname, 'validated', f.convalidated,
    'columns', (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, -1)) order by k.position)
      from unnest(f.conkey) with ordinality as k(attnum, position)
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.attnum),
    'target_columns', (select json_agg(a.attname order by k.position)
      from unnest(f.confkey) with ordinality as k(attnum, position)
      join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.attnum),
    'key', (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, -1)))
      from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey::int2[])
      where i.indrelid = f.conrelid and i.indisprimary))::text as foreign_key
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class t on t.oid = f.confrelid
  where f.contype = 'f' and f.conparentid = 0 and pg_table_is_visible(c.oid) and pg_table_is_visible(t.oid)
  order by c.relname, f.conname`;

/** Foreign keys of which one table only is one that the search path reaches. */
const ELSEWHERE = `
  select format('%s of %s.%s to %s.%s', f.conname, cn.nspname, c.relname, tn.nspname, t.relname) as name
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace cn on cn.oid = c.relnamespace
  join pg_class t on t.oid = f.confrelid join pg_namespace tn on tn.oid = t.relnamespace
  where f.contype = 'f' and f.conparentid = 0 and pg_table_is_visible(c.oid) <> pg_table_is_visible(t.oid) order by 1`;

async function readElsewhere(client: Client): Promise<readonly string[]> {
  const rows = answered((await client.query(ELSEWHERE)).rows, 'foreign keys', { name: text });
  return rows.map(({ name }) => name);
}

async function readForeignKeys(client: Client): Promise<readonly ForeignKey[]> {
  const rows = answered((await client.query(FOREIGN_KEYS)).rows, 'foreign keys', { foreign_key: text });
  return rows.map((row): ForeignKey => {
    const { name, table, columns, key, target, target_columns, validated } = answeredJson(row.foreign_key, 'foreign keys', FOREIGN_KEY);
    const [only, ...further] = key ?? [];
    return {
      name,
      table,
      columns: columns.map((column) => column.name),
      kind: columnKind(columns[0]?.type ?? ''),
      key: only === undefined || further.length > 0 ? null : { column: only.name, kind: columnKind(only.type) },
      target,
      targetColumns: target_columns,
      targetExists: true,
      validated,
    };
  });
}
