import type { Client } from 'pg';
import { oneOf, text } from '../../shape.ts';
import { answered } from '../answer-shape.ts';
import type { WeakConstraint } from '../catalog.ts';

/**
 * Foreign keys whose triggers are off, foreign keys and checks NOT VALID, unique indexes that could not be made, of tables that the
 * search path reaches. A check that a table has from another is that table's. An index beside a valid one of the same columns
 * promises nothing that does not hold.
 */
const WEAK_CONSTRAINTS = `
  select c.relname as table, f.conname as name, 'foreign key' as kind, 'disabled' as cause,
    string_agg(distinct format('ALTER TABLE %I.%I ENABLE TRIGGER ALL;', tn.nspname, t.relname), ' ') as cure
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_trigger g on g.tgconstraint = f.oid
  join pg_class t on t.oid = g.tgrelid join pg_namespace tn on tn.oid = t.relnamespace
  where f.contype = 'f' and g.tgenabled in ('D', 'R') and pg_table_is_visible(c.oid)
  group by c.relname, f.conname
  union all
  select c.relname, f.conname, case f.contype when 'f' then 'foreign key' else 'check' end, 'not-validated',
    format('ALTER TABLE %I.%I VALIDATE CONSTRAINT %I;', n.nspname, c.relname, f.conname)
  from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_namespace n on n.oid = c.relnamespace
  where f.contype in ('f', 'c') and not f.convalidated and f.conislocal and pg_table_is_visible(c.oid)
    and not exists (select from pg_trigger g where g.tgconstraint = f.oid and g.tgenabled in ('D', 'R'))
  union all
  select c.relname, x.relname, 'unique index', 'not-validated', format('REINDEX INDEX CONCURRENTLY %I.%I;', n.nspname, x.relname)
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
  join pg_namespace n on n.oid = x.relnamespace
  where i.indisunique and not i.indisvalid and pg_table_is_visible(c.oid)
    and not exists (select from pg_index o where o.indrelid = i.indrelid and o.indisunique and o.indisvalid
      and o.indkey::text = i.indkey::text and o.indpred is null and o.indexprs is null)`;

const WEAK = {
  table: text,
  name: text,
  kind: oneOf(['foreign key', 'check', 'unique index']),
  cause: oneOf(['not-validated', 'disabled']),
  cure: text,
};

/** What PostgreSQL itself says of its constraints. */
export async function readWeakConstraints(client: Client): Promise<readonly WeakConstraint[]> {
  return answered((await client.query(WEAK_CONSTRAINTS)).rows, 'constraints', WEAK);
}
