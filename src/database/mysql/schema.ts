import { sql } from 'kysely';
import { nullable, text } from '../../shape.ts';
import { answered, answeredOnce, anything } from '../answer-shape.ts';
import { identityHash } from '../identity.ts';
import type { DatabaseRow } from '../read-session.ts';
import { columnKind, type IdSource, type Obstacle, type TableSchema } from '../table-schema.ts';
import { CLUSTER_VARIABLES, clusterIdOf } from './cluster.ts';
import { literals } from './literal.ts';
import { readReferences } from './references.ts';
import { named } from './server-answers.ts';

/** Runs a query and gives its rows. */
type Run = (text: string) => Promise<readonly DatabaseRow[]>;

/**
 * What the server does and demands when rows of these tables are written; tables that are not there are left out. Here and
 * in every other query of the catalog each column has an alias, and not its own name: MySQL 8 heads a column of the information
 * schema that has none in upper case.
 */
export async function readSchema(run: Run, names: readonly string[]): Promise<readonly TableSchema[]> {
  if (names.length === 0) return [];
  const columns = answered(
    await run(
      `select table_name as t, column_name as c, column_type as type, is_nullable as nullable, column_default as standard,
       extra as x, column_key as k from information_schema.columns
     where table_schema = database() and table_name in (${literals(names)}) order by table_name, ordinal_position`,
    ),
    'columns',
    { t: text, c: text, type: text, nullable: text, standard: anything, x: text, k: text },
  );
  const triggers = answered(
    await run(
      `select event_object_table as t, trigger_name as name, action_timing as time, event_manipulation as event
     from information_schema.triggers where event_object_schema = database() and event_object_table in (${literals(names)}) order by trigger_name`,
    ),
    'triggers',
    { t: text, name: text, time: text, event: text },
  );
  const references = await readReferences(run, names);
  const engines = answered(
    await run(
      `select table_name as t, engine as e, table_type as kind from information_schema.tables where table_schema = database() and table_name in (${literals(names)})`,
    ),
    'tables',
    { t: text, e: nullable(text), kind: text },
  );
  return names.flatMap((name) => {
    const of = <Row extends { readonly t: string }>(rows: readonly Row[]): readonly Row[] => rows.filter(({ t }) => t === name);
    const own = of(columns);
    if (own.length === 0) return [];
    const [storage] = of(engines);
    return [
      {
        name,
        schema: null,
        columns: own.map((row) => {
          const extra = row.x.toLowerCase();
          return {
            name: row.c,
            type: row.type,
            kind: columnKind(row.type),
            nullable: row.nullable === 'YES',
            hasDefault: row.standard !== null || extra.includes('auto_increment') || extra.includes('default_generated'),
            generated: / generated/.test(extra),
          };
        }),
        key: own.filter(({ k }) => k === 'PRI').map(({ c }) => c),
        triggers: [
          ...of(triggers).map(({ name, time, event }) => `${name} (${time.toLowerCase()} ${event.toLowerCase()})`),
          // A column that the server writes by itself with each update acts like a trigger.
          ...own.flatMap(({ x, c }) => (/on update/i.test(x) ? `column ${c} (on update)` : [])),
        ],
        ids: idsOf(name, own),
        remarks: [],
        referencedBy: references.get(name) ?? [],
        obstacle: obstacleOf(name, storage?.kind ?? '', storage?.e ?? ''),
      } satisfies TableSchema,
    ];
  });
}

function obstacleOf(name: string, kind: string, engine: string): Obstacle | null {
  if (kind === 'VIEW') return { code: 'NO_TABLE', clause: 'it is a view', cure: 'repair the table that holds the rows' };
  if (engine === 'InnoDB') return null;
  return {
    code: 'NO_TRANSACTIONS',
    clause: `its storage engine ${engine} has no transactions`,
    cure: `convert it (ALTER TABLE ${name} ENGINE=InnoDB), then repair it`,
  };
}

/** Bits of the integer types. */
const BITS: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, mediumint: 24, int: 32, bigint: 64 };

/** AUTO_INCREMENT counts on from the greatest number: it can only run out. */
function idsOf(table: string, columns: readonly { readonly c: string; readonly type: string; readonly x: string }[]): IdSource | null {
  const row = columns.find(({ x }) => x.toLowerCase().includes('auto_increment'));
  const [, type = ''] = /^(\w+)/.exec(row?.type.toLowerCase() ?? '') ?? [];
  const bits = BITS[type];
  if (row === undefined || bits === undefined) return null;
  const limit = 2n ** BigInt(row.type.includes('unsigned') ? bits : bits - 1) - 1n;
  const column = row.c;
  const greatest = sql`max(${sql.ref(column)})`;
  return {
    column,
    next: sql`select case when ${greatest} >= ${sql.raw(String(limit))} then null else ${greatest} + 1 end as next_value from ${sql.id(table)}
      having ${greatest} is not null`,
    counter: sql`select auto_increment as next_value from information_schema.tables
      where table_schema = database() and table_name = ${table} and auto_increment is not null`,
    step: 1n,
    limit,
    cure: 'give the column a larger type',
  };
}

/**
 * A database is known by its name and its server's own number, where the version has one; in a cluster, which holds it on every
 * node, by the cluster's.
 */
export async function identityOf(run: Run): Promise<string> {
  const variables = await named(run, 'variables', ['server_uuid', 'server_uid', 'hostname', 'port', ...CLUSTER_VARIABLES]);
  const value = (name: string): string => variables.get(name) ?? '';
  const own = value('server_uuid') || value('server_uid') || `${value('hostname')}:${value('port')}`;
  const { name } = answeredOnce(await run('select database() as name'), 'itself', { name: text });
  return identityHash('mysql', (await clusterIdOf(run, variables)) ?? own, name);
}
