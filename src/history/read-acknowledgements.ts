import { Kysely } from 'kysely';
import { storeConnection, type DatabaseAddress } from '../database/index.ts';
import { acknowledgements, type StoredAcknowledgement } from './acknowledgements.ts';
import { storeAge } from './store-age.ts';
import { translated } from './store-error.ts';

/**
 * Every acknowledgement that a store holds, in the order of checks and fingerprints. It reads only: nothing is made, and an
 * older store is left as it is.
 *
 * @returns none where there is no store, or one of a time before acknowledgements
 * @throws StoreError with a sentence for every way in which this can fail; UsageError when the URL's certificate cannot be used
 */
export async function readAcknowledgements(address: DatabaseAddress): Promise<readonly StoredAcknowledgement[]> {
  try {
    const connection = await storeConnection(address, 'read');
    if (connection === null) return [];
    const { dialect, ddl } = connection;
    const database = new Kysely<unknown>({ dialect });
    try {
      if ((await storeAge(database, ddl, address)) === 'empty') return [];
      return await acknowledgements(database.withTables()).all();
    } catch (error) {
      if (ddl.isMissingTable(error)) return [];
      throw error;
    } finally {
      await database.destroy();
    }
  } catch (error) {
    throw await translated(error, address);
  }
}
