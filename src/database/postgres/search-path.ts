import type { ServerAddress } from '../address.ts';

/**
 * The server's option for a search path, from a list of schemas as JDBC's `currentSchema` has it. A name means what it means in
 * SQL: capitals count between double quotes only. What SQL would not take without quotes gets them.
 */
export function searchPathOption(schemas: string): string {
  const names = [...schemas.matchAll(/(?:"[^"]*"|[^,])+/g)].map(([name]) => quoted(name.trim()));
  // A space ends an option, unless a backslash stands before it.
  return `-c search_path=${names.join(',').replace(/[\\\s]/g, '\\$&')}`;
}

function quoted(name: string): string {
  if (/^"(?:[^"]|"")+"$/.test(name) || /^[\p{L}_][\p{L}\p{N}_$]*$/u.test(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

const PATH_OPTION = /(?:^|\s)(?:-c\s*|--)search_path=((?:\\.|[^\\\s])*)/s;

/** The search path that an address names itself, with `currentSchema` or `options`; null where account or database decide. */
export function namedPath({ serverOptions }: Pick<ServerAddress, 'serverOptions'>): string | null {
  const [, escaped] = PATH_OPTION.exec(serverOptions ?? '') ?? [];
  return escaped === undefined ? null : escaped.replace(/\\(.)/gs, '$1');
}

/**
 * The options that must travel in the start packet, which poolers refuse; null where there are none. The search path is given to each
 * transaction instead.
 */
export function withoutPath({ serverOptions }: Pick<ServerAddress, 'serverOptions'>): string | null {
  return serverOptions?.replace(PATH_OPTION, '').trim() || null;
}

/** A text that means the same whatever a backslash means to the session. */
const literal = (text: string): string => `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** The statement that gives a transaction this search path. */
export const pinnedPath = (path: string): string => `select pg_catalog.set_config('search_path', ${literal(path)}, true) as path`;

/**
 * The statements that find out where names lead, and fix that for the transaction: schemas that are there and that this account may
 * use. A pooler may have kept the path from the server that the address names, so that it is given again. Temporary tables come last,
 * as they would otherwise stand before all others; PostgreSQL's own names come first, as they do where they are not named.
 */
export function resolvedPath(address: Pick<ServerAddress, 'serverOptions'>): string {
  const named = namedPath(address);
  return `${named === null ? '' : `${pinnedPath(named)}; `}select pg_catalog.set_config('search_path', coalesce((
      select pg_catalog.string_agg(pg_catalog.quote_ident(schema), ', ' order by place) operator(pg_catalog.||) ', pg_temp'
      from pg_catalog.unnest(pg_catalog.current_schemas(false)) with ordinality as path (schema, place)
      where schema operator(pg_catalog.<>) 'pg_catalog' and schema operator(pg_catalog.!~) '^pg_temp_'), ''), true) as path`;
}
