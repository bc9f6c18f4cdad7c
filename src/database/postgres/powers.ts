import type { DatabaseRow, Diagnostic } from '../read-session.ts';

/** Roles whose members reach what is no table: files and programs of the server. */
const SERVER_ROLES = `'{pg_read_server_files,pg_write_server_files,pg_execute_server_program}'::pg_catalog.name[]`;

/**
 * Whether the role `a` of `pg_roles` can do what a session that cannot write does not forbid, or give itself such rights. Whoever has
 * its rights has them, too: code that it runs unknowingly.
 */
export const IS_POWERFUL = `(a.rolsuper or a.rolreplication or a.rolcreaterole or exists (select from pg_catalog.pg_roles as p
    where p.rolname operator(pg_catalog.=) any (${SERVER_ROLES}) and pg_catalog.pg_has_role(a.oid, p.oid, 'MEMBER')))`;

/** Functions that only superusers may call unless they are granted. */
const RESERVED = ['pg_reload_conf', 'pg_rotate_logfile', 'pg_promote', 'pg_switch_wal', 'pg_create_restore_point', 'pg_read_file'];
const FURTHER = ['pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file', 'lo_import', 'lo_export', 'dblink_connect_u'];

/**
 * What the account has besides rights on tables and is no superuser's: by word, with commas. BYPASSRLS is what an audit needs where
 * policies hold, and too much elsewhere.
 */
const POWERS = `
  select pg_catalog.array_to_string(array(
    select attribute from pg_catalog.pg_roles as a, lateral (values ('REPLICATION', a.rolreplication), ('CREATEROLE', a.rolcreaterole),
        ('BYPASSRLS', a.rolbypassrls and not exists (select from pg_catalog.pg_class as c where c.relrowsecurity))) as h (attribute, held)
      where h.held and a.rolname = current_user
    union all
    select p.rolname::text from pg_catalog.pg_roles as p where p.rolname = any (${SERVER_ROLES}) and pg_catalog.pg_has_role(p.oid, 'MEMBER')
    union all
    select distinct f.proname::text from pg_catalog.pg_proc as f
      where f.proname = any ($1::text[]) and pg_catalog.has_function_privilege(f.oid, 'EXECUTE')), ', ') as powers`;

/** What `doctor` says of an account that can do in a read-only session what is no write to a table. A superuser is told by itself. */
export async function diagnosePowers(
  run: (text: string, values: readonly unknown[]) => Promise<readonly DatabaseRow[]>,
): Promise<readonly Diagnostic[]> {
  const [row] = await run(POWERS, [[...RESERVED, ...FURTHER]]);
  const powers = String(row?.['powers'] ?? '');
  return powers === ''
    ? []
    : [
        {
          topic: 'Privileges',
          level: 'advice',
          text: `the account has ${powers}, which a read-only session does not hold back: an account with SELECT only is safer (docs/databases.md)`,
        },
      ];
}
