import { identityHash } from '../identity.ts';
import type { DatabaseRow } from '../read-session.ts';
import { columnKind, type Reference, type TableSchema } from '../table-schema.ts';

/** Runs a query and gives its rows. */
type Run = (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>;

interface TableRow {
  readonly name: string;
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly required: boolean;
    readonly has_default: boolean;
    readonly generated: boolean;
  }[];
  readonly key: readonly string[];
  readonly triggers: readonly string[];
  readonly references: readonly Reference[];
}

const FOREIGN_KEY_ACTION = `case when f.confdeltype in ('c', 'n', 'd') then 'on delete ' ||
    case f.confdeltype when 'c' then 'cascade' when 'n' then 'set null' else 'set default' end
  when f.confupdtype in ('c', 'n', 'd') then 'on update ' ||
    case f.confupdtype when 'c' then 'cascade' when 'n' then 'set null' else 'set default' end end`;

/** Types come without their length, as a cast to varchar(15) would cut a longer text in silence. */
const SCHEMA = `
  select wanted.name, json_build_object(
    'columns', (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, -1),
        'required', a.attnotnull, 'has_default', a.atthasdef or a.attidentity <> '', 'generated', a.attgenerated <> '') order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
    'key', (select coalesce(json_agg(a.attname order by k.position), '[]')
      from pg_index i, unnest(i.indkey::int2[]) with ordinality as k(attnum, position), pg_attribute a
      where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum),
    'triggers', (select coalesce(json_agg(t.tgname || ' (' ||
        case when t.tgtype & 2 > 0 then 'before' when t.tgtype & 64 > 0 then 'instead of' else 'after' end ||
        case when t.tgtype & 4 > 0 then ' insert' else '' end || case when t.tgtype & 16 > 0 then ' update' else '' end ||
        case when t.tgtype & 8 > 0 then ' delete' else '' end || ')' order by t.tgname), '[]')
      from pg_trigger t where t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled <> 'D' and t.tgtype & 28 > 0),
    'references', (select coalesce(json_agg(json_build_object('table', r.relname, 'column', ca.attname, 'target', ta.attname,
        'cascade', ${FOREIGN_KEY_ACTION}) order by r.relname, ca.attname), '[]')
      from pg_constraint f join pg_class r on r.oid = f.conrelid
      join pg_attribute ca on ca.attrelid = f.conrelid and ca.attnum = f.conkey[1]
      join pg_attribute ta on ta.attrelid = f.confrelid and ta.attnum = f.confkey[1]
      where f.contype = 'f' and f.confrelid = c.oid))::text as description
  from unnest($1::text[]) as wanted(name)
  join pg_class c on c.oid = to_regclass(quote_ident(wanted.name))`;

/** What PostgreSQL does and demands when rows of these tables are written; tables that are not there are left out. */
export async function readSchema(run: Run, names: readonly string[]): Promise<readonly TableSchema[]> {
  const rows = await run(SCHEMA, [names]);
  return rows.map((row) => {
    const table = JSON.parse(String(row['description'])) as TableRow;
    return {
      name: String(row['name']),
      columns: table.columns.map(({ name, type, required, has_default, generated }) => ({
        name,
        type,
        kind: columnKind(type),
        nullable: !required,
        hasDefault: has_default,
        generated,
      })),
      key: table.key,
      triggers: table.triggers,
      referencedBy: table.references,
      obstacle: null,
    };
  });
}

/** A PostgreSQL database is known by its cluster's own number and the number of the database in it. */
export async function identityOf(run: Run): Promise<string> {
  const [row] = await run(
    `select (select system_identifier from pg_control_system())::text as cluster, oid::text as database
     from pg_database where datname = current_database()`,
    [],
  );
  return identityHash('postgresql', String(row?.['cluster']), String(row?.['database']));
}
