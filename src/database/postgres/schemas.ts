import type { ServerFacts } from '../../model/index.ts';
import { flag, text } from '../../shape.ts';
import { answered } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';

/** The relations of these names in every schema of the search path; those that are read come first. */
const PLACES = `
  select c.relname as name, n.nspname as schema, pg_table_is_visible(c.oid) as visible
  from unnest(current_schemas(false)) with ordinality as path (schema, place) join pg_namespace n on n.nspname = path.schema
  join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'v', 'm', 'f')
  where c.relname = any($1::text[]) order by path.place, c.relname`;

/** The schema that nobody names. */
const USUAL = 'public';

/**
 * In which schemas the tables are that names lead to, and what is to be said of that: a second table of the same name is easily taken
 * for the first.
 */
export async function readSchemas(
  run: (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>,
  tables: readonly string[],
): Promise<Pick<ServerFacts, 'schemas' | 'warnings'>> {
  const rows = answered(await run(PLACES, [tables]), 'schemas', { name: text, schema: text, visible: flag });
  const read = rows.filter(({ visible }) => visible);
  const places = read.map(({ name, schema }) => [name, schema] as const);
  return {
    schemas: places.every(([, schema]) => schema === USUAL) ? null : Object.fromEntries(places),
    warnings: shadowed(
      rows.filter(({ visible }) => !visible),
      new Map(places),
    ),
  };
}

function shadowed(
  rows: readonly { readonly name: string; readonly schema: string }[],
  read: ReadonlyMap<string, string>,
): readonly string[] {
  return rows.length === 0
    ? []
    : [
        `The search path leads to further tables of the same names, which were not looked at: ${rows
          .map(({ name, schema }) => `${name} of the schema ${schema} (${read.get(name) ?? ''} comes first)`)
          .join(', ')}.`,
      ];
}
