import type { ServerAddress } from '../address.ts';
import { clientConfig } from './client-config.ts';
import { connectionError } from './errors.ts';
import { GuardedClient } from './guarded-client.ts';

/** @throws DatabaseError where the server cannot be reached, refuses the account or does not answer */
export async function pingPostgres(address: ServerAddress): Promise<void> {
  const client = new GuardedClient(clientConfig(address));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
  } catch (error) {
    throw connectionError(error, address);
  } finally {
    // Nobody waits for a polite end.
    client.end().catch(() => undefined);
  }
}
