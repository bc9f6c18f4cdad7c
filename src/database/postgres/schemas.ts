import type { ServerFacts } from '../../model/index.ts';
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
  const rows = await run(PLACES, [tables]);
  const read = rows.filter((row) => row['visible'] === true);
  const places = read.map((row) => [String(row['name']), String(row['schema'])] as const);
  return {
    schemas: places.every(([, schema]) => schema === USUAL) ? null : Object.fromEntries(places),
    warnings: shadowed(
      rows.filter((row) => row['visible'] !== true),
      new Map(places),
    ),
  };
}

function shadowed(rows: readonly DatabaseRow[], read: ReadonlyMap<string, string>): readonly string[] {
  return rows.length === 0
    ? []
    : [
        `The search path leads to further tables of the same names, which were not looked at: ${rows
          .map(
            (row) => `${String(row['name'])} of the schema ${String(row['schema'])} (${read.get(String(row['name'])) ?? ''} comes first)`,
          )
          .join(', ')}.`,
      ];
}
