/** Roles whose members reach what is no table: files and programs of the server. */
const SERVER_ROLES = `'{pg_read_server_files,pg_write_server_files,pg_execute_server_program}'::pg_catalog.name[]`;

/**
 * Whether the role `a` of `pg_roles` can do what a session that cannot write does not forbid, or give itself such rights. Whoever has
 * its rights has them, too: code that it runs unknowingly.
 */
export const IS_POWERFUL = `(a.rolsuper or a.rolreplication or a.rolcreaterole or exists (select from pg_catalog.pg_roles as p
    where p.rolname operator(pg_catalog.=) any (${SERVER_ROLES}) and pg_catalog.pg_has_role(a.oid, p.oid, 'MEMBER')))`;
