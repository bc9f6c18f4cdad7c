import type { DatabaseRow, Diagnostic } from '../read-session.ts';

/**
 * What to do where policies hold. A policy that lets every row pass is no way out: with `row_security = off` the server refuses wherever
 * a policy holds, whatever it says.
 */
export const SEE_ALL_ROWS =
  'use an account with BYPASSRLS, or a member of the role that owns the table (unless that has FORCE ROW LEVEL SECURITY)';

/** Why not all rows of a table can be seen. */
export const filteredClause = (table: string): string =>
  `policies of row-level security on ${table} hold for this account, so rows may be hidden from it`;

/** What `doctor` says of policies on tables of the schemas in which names are looked up; nothing where there are none. */
export async function diagnoseRowSecurity(run: (text: string) => Promise<readonly DatabaseRow[]>): Promise<readonly Diagnostic[]> {
  const rows = await run(`
    select c.relname as name, row_security_active(c.oid) as filtered from pg_class c
    where c.relrowsecurity and pg_table_is_visible(c.oid) order by c.relname`);
  if (rows.length === 0) return [];
  const names = (filtered: boolean): string =>
    rows.flatMap((row) => ((row['filtered'] === true) === filtered ? String(row['name']) : [])).join(', ');
  const [held, exempt] = [names(true), names(false)];
  return [
    ...(held === ''
      ? []
      : [{ topic: 'Row security', level: 'problem' as const, text: `policies hold for this account on ${held}: ${SEE_ALL_ROWS}` }]),
    ...(exempt === ''
      ? []
      : [{ topic: 'Row security', level: 'ok' as const, text: `this account sees all rows of ${exempt}, whatever the policies say` }]),
  ];
}
