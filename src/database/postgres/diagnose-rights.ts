import type { DatabaseRow, Diagnostic } from '../read-session.ts';
import { diagnosePowers, ROLES } from './powers.ts';

const topic = 'Privileges';

/** Runs a statement and gives its rows. */
type Run = (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>;

/** A role that may do this with the table, and that the account could take (SET ROLE), as it does not inherit its rights. */
const roleWith = (right: string): string =>
  `(select quote_ident(min(p.rolname)) from ${ROLES} and not pg_has_role(p.oid, 'USAGE') and ${right.replaceAll('(t.oid', '(p.oid, t.oid')})`;
const READ = `(has_table_privilege(t.oid, 'SELECT') or has_any_column_privilege(t.oid, 'SELECT'))`;
const WRITE = `(has_table_privilege(t.oid, 'INSERT, UPDATE, DELETE') or has_any_column_privilege(t.oid, 'INSERT, UPDATE'))`;

/** What the account may do with the tables: by itself, and in a role that it would have to take for it. */
const RIGHTS = `
  select name, ${READ} as reads, ${WRITE} as writes, ${roleWith(READ)} as reader, ${roleWith(WRITE)} as writer
  from (select name, to_regclass(quote_ident(name))::oid as oid from unnest($1::text[]) as wanted (name)) as t where t.oid is not null`;

interface Rights extends DatabaseRow {
  readonly name: string;
  readonly reads: boolean;
  readonly writes: boolean;
  readonly reader: string | null;
  readonly writer: string | null;
}

/** What `doctor` says of what the account may do, by itself and through roles. */
export async function diagnoseRights(run: Run, tables: readonly string[]): Promise<readonly Diagnostic[]> {
  const [account] = await run(
    'select exists (select from pg_roles where rolsuper and rolname in (session_user, current_user)) as superuser',
    [],
  );
  if (account?.['superuser'] === true) {
    return [
      {
        topic,
        level: 'advice',
        text: 'the account is a superuser; the session is read-only, but that holds back writes to tables only, and what other roles have made would run with its rights: an account with SELECT only is safer (docs/databases.md has the GRANT statements)',
      },
    ];
  }
  const rights = (await run(RIGHTS, [tables])) as readonly Rights[];
  const writable = rights.flatMap(({ name, writes, writer }) =>
    writes ? [name] : writer === null ? [] : [`${name} (after SET ROLE ${writer})`],
  );
  return [
    {
      topic,
      level: 'note',
      text:
        writable.length === 0
          ? 'the account can read and cannot write'
          : `the account could write to ${writable.join(', ')}; the session is read-only, so it does not`,
    },
    ...(await diagnosePowers(run)),
    ...unreadable(rights),
  ];
}

/** Tables that only a role lets the account read whose rights it does not inherit: for an audit it may not read them. */
function unreadable(rights: readonly Rights[]): readonly Diagnostic[] {
  const byRole = new Map<string, string[]>();
  for (const { name, reads, reader } of rights) {
    if (!reads && reader !== null) byRole.set(reader, [...(byRole.get(reader) ?? []), name]);
  }
  return [...byRole].map(([role, names]) => ({
    topic,
    level: 'advice',
    text: `the account may read ${names.join(', ')} in the role ${role} only, whose rights it does not inherit: let it (ALTER ROLE … INHERIT; since version 16 GRANT ${role} TO … WITH INHERIT TRUE)`,
  }));
}
