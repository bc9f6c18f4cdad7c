import type { TestDatabase } from './databases.ts';

/** The tool's own tables are not the application's. */
const OWN = /^peerquest_audit_/;

/**
 * Every row of every table of every schema, byte for byte and type for type, as one text: what an undo must restore. On MySQL also
 * those of databases whose names begin with that of the database.
 */
export async function everything(database: TestDatabase): Promise<string> {
  const tables = await listTables(database);
  const contents: [string, readonly string[]][] = [];
  for (const { name, columns } of tables) {
    const rows = await database.query(`select ${columns.map((column) => exact(database, column)).join(', ')} from ${name}`);
    contents.push([name, rows.map((row) => JSON.stringify(Object.values(row), jsonable)).sort()]);
  }
  return JSON.stringify(contents, null, 1);
}

interface Listed {
  readonly name: string;
  readonly columns: readonly string[];
}

async function listTables(database: TestDatabase): Promise<readonly Listed[]> {
  const rows = await database.query(COLUMNS[database.engine]);
  const tables = new Map<string, string[]>();
  for (const row of rows) {
    const name = String(row['table_name']);
    if (OWN.test(name)) continue;
    tables.set(name, [...(tables.get(name) ?? []), String(row['column_name'])]);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

const MYSQL = `
  select concat('\`', c.table_schema, '\`.\`', c.table_name, '\`') as table_name, c.column_name as column_name
  from information_schema.columns as c join information_schema.tables as t using (table_schema, table_name)
  where c.table_schema like concat(database(), '%') and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`;

const COLUMNS: Readonly<Record<TestDatabase['engine'], string>> = {
  sqlite: `select t.name as table_name, c.name as column_name from sqlite_master as t, pragma_table_xinfo(t.name) as c
    where t.type = 'table' and t.name not like 'sqlite_%' order by t.name, c.cid`,
  postgresql: `select format('%I.%I', n.nspname, c.relname) as table_name, a.attname as column_name
    from pg_class as c join pg_namespace as n on n.oid = c.relnamespace join pg_attribute as a on a.attrelid = c.oid
    where c.relkind = 'r' and n.nspname not like 'pg_%' and n.nspname <> 'information_schema' and a.attnum > 0 and not a.attisdropped
    order by 1, a.attnum`,
  mariadb: MYSQL,
  'mysql char(32)': MYSQL,
};

function exact({ engine }: TestDatabase, column: string): string {
  if (engine === 'sqlite') return `typeof("${column}") || ':' || quote("${column}") as "${column}"`;
  return engine === 'postgresql' ? `"${column}"::text as "${column}"` : `hex(\`${column}\`) as \`${column}\``;
}

const jsonable = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
