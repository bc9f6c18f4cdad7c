import type { DatabaseRow, Diagnostic } from '../read-session.ts';

/** Roles whose members reach what is no table: files and programs of the server. */
const SERVER_ROLES = `'{pg_read_server_files,pg_write_server_files,pg_execute_server_program}'::pg_catalog.name[]`;

/** From where: the roles `p` whose rights the account has or can take (SET ROLE), also where it does not inherit them; itself first of all. */
export const ROLES = `pg_catalog.pg_roles as p where pg_catalog.pg_has_role(session_user, p.oid, 'MEMBER')`;

/**
 * Whether the account can do what a session that cannot write does not forbid, or give itself such rights. An account with its rights has
 * them, too: code that it runs unknowingly, which may take another role.
 */
export const IS_POWERFUL = `exists (select from ${ROLES}
    and (p.rolsuper or p.rolreplication or p.rolcreaterole or p.rolname operator(pg_catalog.=) any (${SERVER_ROLES})))`;

/** Functions that only superusers may call unless they are granted. */
const RESERVED = ['pg_reload_conf', 'pg_rotate_logfile', 'pg_promote', 'pg_switch_wal', 'pg_create_restore_point', 'pg_read_file'];
const FURTHER = ['pg_read_binary_file', 'pg_ls_dir', 'pg_stat_file', 'lo_import', 'lo_export', 'dblink_connect_u'];

/**
 * What the account has besides rights on tables and is no superuser's: by word, with commas. BYPASSRLS is what an audit needs where
 * policies hold, and too much elsewhere. Attributes are not inherited, but a member may take the role.
 */
const POWERS = `
  select pg_catalog.array_to_string(array(
    select attribute || case when p.rolname = session_user then '' else pg_catalog.format(' (through the role %I)', p.rolname) end
      from (select p.* from ${ROLES}) as p, lateral (values ('SUPERUSER', p.rolsuper), ('REPLICATION', p.rolreplication),
        ('CREATEROLE', p.rolcreaterole),
        ('BYPASSRLS', p.rolbypassrls and not exists (select from pg_catalog.pg_class as c where c.relrowsecurity))) as h (attribute, held)
      where h.held
    union all
    select p.rolname::text from ${ROLES} and (p.rolname = any (${SERVER_ROLES}) or p.rolname = 'pg_signal_backend')
    union all
    select distinct f.proname::text from pg_catalog.pg_proc as f
      where f.proname = any ($1::text[]) and exists (select from ${ROLES} and not p.rolsuper
        and pg_catalog.has_function_privilege(p.oid, f.oid, 'EXECUTE'))), ', ') as powers`;

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
