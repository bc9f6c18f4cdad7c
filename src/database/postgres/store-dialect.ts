import { CompiledQuery, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { ServerAddress } from '../address.ts';
import { clientConfig } from './client-config.ts';

/** A journal entry is on disk when its INSERT returns: an account or database may have been set to answer before. */
const DURABLE = "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

/**
 * Kysely's way to a store on PostgreSQL.
 *
 * @throws UsageError when a certificate file cannot be read
 */
export function postgresStoreDialect(address: ServerAddress): PostgresDialect {
  const pool = new pg.Pool({ ...clientConfig(address), max: 1 });
  // A connection that breaks between queries is replaced, or missed, by the next query.
  pool.on('error', () => undefined);
  // One that breaks during a query is reported by that query; the pool does not listen then, and without a listener the process ends.
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
  });
  return new PostgresDialect({
    pool,
    onCreateConnection: async (connection) => {
      await connection.executeQuery(CompiledQuery.raw(DURABLE));
    },
  });
}
