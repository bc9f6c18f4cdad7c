import type { DatabaseAddress } from './address.ts';
import { engineOf } from './engines.ts';

/** Seconds that a server may take to let us in, and again to answer. */
const PATIENCE = 2;

/**
 * Whether a database is there and lets us in, at the address that is read: one small question on a connection of its own, or none where
 * the database is a file. It never holds this thread, and gives up by itself.
 *
 * @throws DatabaseError with a sentence for every way in which this can fail
 */
export async function ping(address: DatabaseAddress): Promise<void> {
  const hasty =
    'connectTimeoutSeconds' in address ? { ...address, connectTimeoutSeconds: PATIENCE, answerTimeoutSeconds: PATIENCE } : address;
  await engineOf(address).ping(hasty);
}
