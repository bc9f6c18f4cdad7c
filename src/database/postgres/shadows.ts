import { DatabaseError } from '../../errors.ts';
import { addressText, type ServerAddress } from '../address.ts';
import { flag, oneOf, text, type object, type Shaped } from '../../shape.ts';
import { answered } from '../answer-shape.ts';
import type { DatabaseRow } from '../read-session.ts';
import { IS_POWERFUL } from './powers.ts';

/** A thing of another role that a statement of ours could run without naming it. */
const SHADOW = {
  kind: oneOf(['operator', 'function', 'cast', 'view']),
  name: text,
  /** With its schema and the types that it takes. */
  what: text,
  owner: text,
  powerful: flag,
};
type Shadow = Shaped<ReturnType<typeof object<typeof SHADOW>>>;

/** More of them than a statement can sensibly be compared with. */
const MANY = 1000;

/** What has a smaller number came with PostgreSQL (manual, "OIDs"). */
const later = (table: string): string => `${table}.oid operator(pg_catalog.>=) 16384`;
const IN_PATH = `any (pg_catalog.current_schemas(false))`;
const OURS = `'pg_catalog'::pg_catalog.regnamespace`;
const equal = (one: string, other: string): string => `${one} operator(pg_catalog.=) ${other}`;
const type = (column: string): string => `pg_catalog.format_type(${column}, null)`;

/** Has a server that can do so (17, and later ones of 12 to 16) refuse views, also those that other views read. */
const CLOSED = `case when pg_catalog.current_setting('restrict_nonsystem_relation_kind', true) is not null
      then pg_catalog.set_config('restrict_nonsystem_relation_kind', 'view, foreign-table', true) end`;

/**
 * The statement that finds what other roles have made in the schemas of the search path and could take the place of what is meant:
 * PostgreSQL prefers an operator or a function that takes the very types at hand, wherever it is, to one of its own that takes them by
 * a conversion. It runs with the rights of the account that asks.
 *
 * Trusted are this account, superusers, who need no such way, and the owner of the database, who decides anyway what an audit sees in
 * it; the latter not where this account can do more than read and write tables, as its code would gain that. Members of extensions are
 * not trusted as such: who installs one may add to it. Those that came with it belong to a superuser.
 *
 * Every name in it says its schema: it is what the others are found by.
 */
export const SHADOWS = `
  with account as (select a.oid, ${IS_POWERFUL} as powerful from pg_catalog.pg_roles as a where ${equal('a.rolname', 'current_user')}),
  path as (select n.oid, n.nspname from pg_catalog.pg_namespace as n where n.nspname operator(pg_catalog.=) ${IN_PATH}),
  strangers as (select r.oid, r.rolname, account.powerful from pg_catalog.pg_roles as r, account
    where not r.rolsuper and r.oid operator(pg_catalog.<>) account.oid and (account.powerful or r.oid operator(pg_catalog.<>)
      (select d.datdba from pg_catalog.pg_database as d where ${equal('d.datname', 'pg_catalog.current_database()')})))
  select 'operator' as kind, o.oprname::text as name, s.rolname::text as owner, s.powerful,
    pg_catalog.format('%I.%s(%s, %s)', path.nspname, o.oprname, ${type('o.oprleft')}, ${type('o.oprright')}) as what, null as closed
  from pg_catalog.pg_operator as o join path on ${equal('path.oid', 'o.oprnamespace')} join strangers as s on ${equal('s.oid', 'o.oprowner')}
  where ${later('o')} and exists (select from pg_catalog.pg_operator as b where ${equal('b.oprname', 'o.oprname')} and ${equal('b.oprnamespace', OURS)})
  union all
  select 'function', p.proname::text, s.rolname::text, s.powerful,
    pg_catalog.format('%I.%I(%s)', path.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid)), null
  from pg_catalog.pg_proc as p join path on ${equal('path.oid', 'p.pronamespace')} join strangers as s on ${equal('s.oid', 'p.proowner')}
  where ${later('p')} and exists (select from pg_catalog.pg_proc as b where ${equal('b.proname', 'p.proname')} and ${equal('b.pronamespace', OURS)})
  union all
  select 'cast', '', s.rolname::text, s.powerful, pg_catalog.format('%s as %s', ${type('c.castsource')}, ${type('c.casttarget')}), null
  from pg_catalog.pg_cast as c join pg_catalog.pg_proc as p on ${equal('p.oid', 'c.castfunc')}
  join strangers as s on ${equal('s.oid', 'p.proowner')}
  where ${later('c')} and exists (select from pg_catalog.pg_attribute as a join pg_catalog.pg_class as t on ${equal('t.oid', 'a.attrelid')}
    join path on ${equal('path.oid', 't.relnamespace')} where ${equal('a.atttypid', 'c.castsource')})
  union all
  select 'view', t.relname::text, s.rolname::text, s.powerful, pg_catalog.format('%I.%I', path.nspname, t.relname), ${CLOSED}
  from pg_catalog.pg_class as t join path on ${equal('path.oid', 't.relnamespace')} join strangers as s on ${equal('s.oid', 't.relowner')}
  where ${later('t')} and s.powerful and t.relkind operator(pg_catalog.=) any ('{v,f}'::pg_catalog."char"[])
  limit ${MANY + 1}`;

/** Operators that words of SQL stand for: "in", "between", "nullif", "case", "using", "like", "similar to" and their opposites. */
const UNSPOKEN = new Set(['=', '<>', '<', '>', '<=', '>=', '~~', '!~~', '~~*', '!~~*', '~', '!~']);

/**
 * What to look at in each statement of a session, from the rows of {@link SHADOWS}; null where there is nothing to look for.
 *
 * @throws DatabaseError where any statement would run one of them
 */
export function shadowGuard(rows: readonly DatabaseRow[], address: ServerAddress): ((statement: string) => void) | null {
  const shadows: readonly Shadow[] = answered(rows, 'what others have made', SHADOW);
  const everywhere =
    shadows.find(({ kind, name }) => kind === 'cast' || (kind === 'operator' && UNSPOKEN.has(name))) ??
    (shadows.length > MANY ? shadows[0] : undefined);
  if (everywhere !== undefined) throw shadowed(everywhere, address);
  if (shadows.length === 0) return null;
  const wanted = shadows.map((shadow) => ({ shadow, pattern: patternOf(shadow) }));
  return (statement) => {
    const found = wanted.find(({ pattern }) => pattern.test(statement));
    if (found !== undefined) throw shadowed(found.shadow, address);
  };
}

/** A name that says that it is PostgreSQL's own leads nowhere else. */
function patternOf({ kind, name }: Shadow): RegExp {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  if (kind === 'operator') return new RegExp(`(?<!pg_catalog\\.)${escaped}`, 'u');
  return new RegExp(`(?<!pg_catalog\\.)(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, 'iu');
}

function shadowed({ kind, what, owner, powerful }: Shadow, address: ServerAddress): DatabaseError {
  const danger =
    kind === 'view'
      ? `The tables of ${addressText(address)} are not all tables: ${what} is a view or a foreign table of the role "${owner}", and what that role wrote in it would run`
      : kind === 'cast'
        ? `The role "${owner}" has made a cast (${what}) for a type that tables of ${addressText(address)} use, and its function would run`
        : `The role "${owner}" has made the ${kind} ${what}, which would run on ${addressText(address)} in the place of PostgreSQL's own`;
  const cure = powerful
    ? 'name an account that can only read, or that owns the tables and is no superuser'
    : 'drop it if it is not meant, or move it to a schema outside the search path';
  return new DatabaseError(
    'SHADOWED',
    `${danger}, with the rights of the account "${address.user}": ${cure}, and let nobody else create things in these schemas (docs/databases.md).`,
  );
}
