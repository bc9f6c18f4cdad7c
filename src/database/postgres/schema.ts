import { identityHash } from '../identity.ts';
import type { ServerAddress } from '../address.ts';
import { flag, listOf, nullable, object, oneOf, text, type Shaped } from '../../shape.ts';
import { answered, answeredJson, answeredOnce, digits } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { columnKind, mayNotRead, nameOfReferring, type Obstacle, type Reference, type TableSchema } from '../table-schema.ts';
import { filteredClause, SEE_ALL_ROWS } from './row-security.ts';
import { readIdSources } from './counters.ts';
import { namedPath } from './search-path.ts';
import type { ServerAnswers } from './server-answers.ts';

/** Runs a query and gives its rows. */
type Run = (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>;

const TABLE = object({
  schema: text,
  kind: text,
  filtered: flag,
  columns: listOf(object({ name: text, type: text, required: flag, has_default: flag, generated: flag })),
  key: listOf(text),
  triggers: listOf(text),
  rules: listOf(object({ name: text, event: text, instead: flag })),
  publications: listOf(text),
  references: listOf(
    object({
      name: text,
      schema: nullable(text),
      table: text,
      columns: listOf(text),
      targets: listOf(text),
      cascade: nullable(text),
      hidden: nullable(oneOf(['forbidden', 'filtered'])),
    }),
  ),
});
type TableRow = Shaped<typeof TABLE>;

const actionOf = (event: 'delete' | 'update', column: string): string =>
  `case ${column} when 'c' then 'on ${event} cascade' when 'n' then 'on ${event} set null' when 'd' then 'on ${event} set default' end`;

const columnsOf = (relation: string, numbers: string): string => `(select json_agg(a.attname order by k.position)
  from unnest(${numbers}) with ordinality as k(attnum, position)
  join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.attnum)`;

/**
 * The foreign keys that lead to a table, from whichever schema. Whether their rows can be looked at is asked beforehand: an error would
 * end the transaction. A partition's keys are those of its table.
 */
const REFERENCES = `
  select coalesce(json_agg(json_build_object('name', f.conname, 'table', r.relname,
    'schema', case when not pg_table_is_visible(r.oid) then rn.nspname end,
    'columns', ${columnsOf('f.conrelid', 'f.conkey')}, 'targets', ${columnsOf('f.confrelid', 'f.confkey')},
    'cascade', nullif(concat_ws(', ', ${actionOf('delete', 'f.confdeltype')}, ${actionOf('update', 'f.confupdtype')}), ''),
    'hidden', case when not (has_schema_privilege(rn.oid, 'USAGE') and (has_table_privilege(r.oid, 'SELECT')
        or (select bool_and(has_column_privilege(r.oid, k, 'SELECT')) from unnest(f.conkey) as k))) then 'forbidden'
      when row_security_active(r.oid) then 'filtered' end) order by rn.nspname, r.relname, f.conname), '[]')
  from pg_constraint f join pg_class r on r.oid = f.conrelid join pg_namespace rn on rn.oid = r.relnamespace
  where f.contype = 'f' and f.conparentid = 0 and f.confrelid = c.oid`;

/**
 * Types come without their length, as a cast to varchar(15) would cut a longer text in silence. One that is not the server's own comes
 * with its schema: whether it needs it must not depend on the search path, as a plan is bound to this text.
 */
const TYPE = `(select case when own.typnamespace = 'pg_catalog'::regnamespace then format_type(t.oid, -1)
      else quote_ident(n.nspname) || '.' || quote_ident(own.typname) || case when own.oid = t.oid then '' else '[]' end end
    from pg_type t join pg_type own on own.oid = case when t.typcategory = 'A' then t.typelem else t.oid end
    join pg_namespace n on n.oid = own.typnamespace where t.oid = a.atttypid)`;

const SCHEMA = `
  select wanted.name, json_build_object('schema', s.nspname, 'kind', c.relkind, 'filtered', row_security_active(c.oid),
    'columns', (select json_agg(json_build_object('name', a.attname, 'type', ${TYPE},
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
    'rules', (select coalesce(json_agg(json_build_object('name', w.rulename, 'instead', w.is_instead,
        'event', case w.ev_type when '2' then 'update' when '3' then 'insert' else 'delete' end) order by w.rulename), '[]')
      from pg_rewrite w where w.ev_class = c.oid and w.ev_type in ('2', '3', '4') and w.ev_enabled <> 'D'),
    'publications', (select coalesce(json_agg(p.pubname order by p.pubname), '[]')
      from pg_publication p join pg_publication_tables pt on pt.pubname = p.pubname
      where pt.schemaname = s.nspname and pt.tablename = c.relname and (p.pubupdate or p.pubdelete) and c.relreplident <> 'f'
        and not exists (select from pg_index i where i.indrelid = c.oid
          and case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end)),
    'references', (${REFERENCES}))::text as description
  from unnest($1::text[]) as wanted(name)
  join pg_class c on c.oid = to_regclass(quote_ident(wanted.name)) join pg_namespace s on s.oid = c.relnamespace`;

/**
 * What PostgreSQL does and demands when rows of these tables are written; tables that are not there are left out.
 *
 * @param subscribed the tables that are filled from another database
 */
export async function readSchema(
  run: Run,
  names: readonly string[],
  address: ServerAddress,
  subscribed: ServerAnswers['subscribed'],
): Promise<readonly TableSchema[]> {
  const rows = answered(await run(SCHEMA, [names]), 'tables', { name: text, description: text });
  const described = rows.map(({ name, description }) => ({ name, table: answeredJson(description, 'tables', TABLE) }));
  const [first] = described;
  const ids = await readIdSources(run, names);
  return described.map(({ name, table }) => {
    const isElsewhere = first !== undefined && table.schema !== first.table.schema && namedPath(address) === null;
    return {
      name,
      schema: table.schema,
      columns: table.columns.map(({ name, type, required, has_default, generated }) => ({
        name,
        type,
        kind: columnKind(type),
        nullable: !required,
        hasDefault: has_default,
        generated,
      })),
      key: table.key,
      triggers: [...table.triggers, ...table.rules.map((rule) => `${rule.name} (rule on ${rule.event})`)],
      ids: ids.get(name) ?? null,
      remarks: [...subscribed].flatMap(([subscription, tables]) =>
        tables.includes(name)
          ? `The subscription ${subscription} fills ${name} from another database: what it sends may undo what is written here, or stop at it.`
          : [],
      ),
      referencedBy: table.references.map(referenceOf),
      obstacle: isElsewhere
        ? {
            code: 'SEVERAL_SCHEMAS',
            clause: `it is in the schema ${table.schema}, and ${first.name} in ${first.table.schema}: the search path of this account mixes them`,
            cure: `name the schemas in the URL if that is meant (currentSchema=${first.table.schema},${table.schema}), or the one that is meant (currentSchema=${table.schema})`,
          }
        : obstacleOf(name, table),
    };
  });
}

function referenceOf({ hidden, ...reference }: TableRow['references'][number]): Reference {
  const name = nameOfReferring(reference);
  return {
    ...reference,
    hidden: hidden === null ? null : hidden === 'filtered' ? `${filteredClause(name)}: ${SEE_ALL_ROWS}` : mayNotRead(name),
  };
}

/** What else than a table a name may lead to. */
const KINDS: Readonly<Record<string, string>> = { v: 'a view', m: 'a materialized view', f: 'a foreign table' };

function obstacleOf(name: string, { kind, filtered, rules, publications }: TableRow): Obstacle | null {
  if (filtered) return { code: 'ROWS_HIDDEN', clause: filteredClause(name), cure: SEE_ALL_ROWS };
  const what = KINDS[kind];
  if (what !== undefined) return { code: 'NO_TABLE', clause: `it is ${what}`, cure: 'repair the table that holds the rows' };
  const rule = rules.find(({ instead }) => instead);
  if (rule !== undefined) {
    return {
      code: 'REWRITTEN',
      clause: `the rule ${rule.name} does something else instead of an ${rule.event} (a rule with INSTEAD)`,
      cure: 'make it a trigger, or drop it',
    };
  }
  const [publication] = publications;
  if (publication === undefined) return null;
  return {
    code: 'NO_REPLICA_IDENTITY',
    clause: `the publication ${publication} sends its updates and deletions to subscribers, and it has no replica identity, so the server refuses them`,
    cure: `give it a primary key, or ALTER TABLE ${name} REPLICA IDENTITY FULL`,
  };
}

/** Tables by which a copy of PeerQuest, or of another Django application, is known: several may stand in one database, each in a schema. */
const LANDMARKS = ['django_migrations', 'users_user'];

/**
 * A PostgreSQL database is known by its cluster's own number and the number of the database in it; one of several copies of the
 * application in it also by its schema.
 */
export async function identityOf(run: Run): Promise<string> {
  const rows = await run(
    `select (select system_identifier from pg_control_system())::text as cluster, oid::text as database,
       (select n.nspname from unnest($1::text[]) with ordinality as landmark (name, place)
        join pg_class c on c.oid = to_regclass(quote_ident(landmark.name)) join pg_namespace n on n.oid = c.relnamespace
        order by place limit 1) as schema
     from pg_database where datname = current_database()`,
    [LANDMARKS],
  );
  const { cluster, database, schema } = answeredOnce(rows, 'itself', { cluster: text, database: digits, schema: nullable(text) });
  return identityHash('postgresql', cluster, String(database), ...(schema === null || schema === 'public' ? [] : [schema]));
}
