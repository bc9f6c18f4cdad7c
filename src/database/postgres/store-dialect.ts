import { PostgresDialect } from 'kysely';
import pg from 'pg';
import type { ServerAddress } from '../address.ts';
import { clientConfig } from './client-config.ts';
import { GuardedClient } from './guarded-client.ts';

/** A journal entry is on disk when its INSERT returns: an account or database may have been set to answer before. */
const DURABLE = "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

/**
 * Kysely's way to a store on PostgreSQL.
 *
 * @throws UsageError when a certificate file cannot be read
 */
export function postgresStoreDialect(address: ServerAddress): PostgresDialect {
  const pool = new pg.Pool({
    ...clientConfig(address),
    max: 1,
    Client: GuardedClient,
    // Here and not in Kysely's hook, which would keep the connection for good when this fails.
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- the pool waits for it, which its types do not say
    onConnect: (client) => client.query(DURABLE),
  });
  // A connection that breaks between queries is replaced, or missed, by the next query.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}
