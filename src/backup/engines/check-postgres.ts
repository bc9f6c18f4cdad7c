import type { Flaw } from '../flaw.ts';
import type { Restored } from '../restored.ts';
import type { ThrowawayPostgres } from './postgres-server.ts';

/**
 * Has the server look at what it restored: its catalogs where pg_catcheck is installed, every index of a tree where amcheck is. What the dump itself declares
 * to be half done is told.
 */
export async function checkPostgres(server: ThrowawayPostgres): Promise<Pick<Restored, 'checked' | 'flaws'>> {
  const flaws: Flaw[] = [];
  const checked = ['pg_restore or psql', 'constraints'];
  const weak = await server.asOwner(
    `select string_agg(what, ', ') from (select conrelid::regclass || '.' || conname as what from pg_constraint where not convalidated
     union all select indexrelid::regclass::text from pg_index where not indisvalid) as weak`,
  );
  if (weak !== '') flaws.push({ code: 'CONSTRAINTS', sentence: `constraints or indexes do not hold for all rows: ${weak}.` });
  const catalogs = await server.checkCatalogs();
  if (catalogs !== null) {
    checked.push('pg_catcheck');
    const [said = ''] = `${catalogs.text}${catalogs.errors}`.trim().split('\n');
    if (catalogs.code !== 0) flaws.push({ code: 'INTEGRITY', sentence: `pg_catcheck says: ${said}.` });
  }
  if ((await server.asOwner("select count(*) from pg_available_extensions where name = 'amcheck'")) !== '0') {
    checked.push('amcheck');
    await server.asOwner('create schema peerquest_amcheck; create extension amcheck schema peerquest_amcheck');
    try {
      await server.asOwner(
        `select count(peerquest_amcheck.bt_index_check(i.indexrelid)) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
         join pg_namespace n on n.oid = c.relnamespace where a.amname = 'btree' and c.relpersistence <> 't' and i.indisvalid and n.nspname not like 'pg\\_%'`,
      );
    } catch (error) {
      flaws.push({ code: 'INTEGRITY', sentence: `amcheck says: ${(error as Error).message.trim().split('\n')[0] ?? ''}.` });
    }
    await server.asOwner('drop schema peerquest_amcheck cascade');
  }
  return { checked, flaws };
}
