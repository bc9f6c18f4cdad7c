import { Kysely } from 'kysely';
import { addressText, storeConnection, type DatabaseAddress, type StorePurpose } from '../database/index.ts';
import { partsOf, type Parts, type StoreTables } from './parts.ts';
import { Seals } from './seals.ts';
import { storeAge } from './store-age.ts';
import { inWordsOf, storeError, translated } from './store-error.ts';
import { findStoreKey, makeStoreKey, type StoreKey } from './store-key.ts';

/**
 * The tool's own database, by what it keeps: one connection for all parts, which are closed together. Every method throws StoreError
 * for trouble with it.
 */
export interface Store extends Parts {
  /** The store in words, without a password. */
  readonly location: string;
  /** False for a file that this account can only read; a server says so itself when it comes to writing. */
  readonly writable: boolean;
  /** Whether there is a key: without one nothing is signed, and no outcome that is recorded is believed later. */
  readonly hasKey: boolean;
  /** Why what is written is not signed, or not for long, a clause; null where it is. */
  readonly signingTrouble: string | null;
  close(): Promise<void>;
}

/**
 * Opens a store. An older one is brought up to date where it can be written to; one that nobody can write to must be up to
 * date.
 *
 * @param key asked for when the journal is written or believed; the operator's, unless given
 * @returns null when there is no store and none is to be made
 * @throws StoreError with a sentence for every way in which this can fail; UsageError when the URL's certificate cannot be used
 */
export async function openStore(
  address: DatabaseAddress,
  purpose: StorePurpose,
  key: () => StoreKey = () => (purpose === 'create' ? makeStoreKey(process.env, null) : findStoreKey(process.env)),
): Promise<Store | null> {
  try {
    const connection = await storeConnection(address, purpose);
    if (connection === null) return null;
    const { dialect, writable, ddl, insertRows } = connection;
    const database = new Kysely<unknown>({ dialect });
    try {
      const age = await storeAge(database, ddl, address);
      if (age === 'empty' && purpose !== 'create') {
        await database.destroy();
        return null;
      }
      if (age !== 'current') {
        if (!writable) {
          throw storeError(
            address,
            'STORE_OLDER',
            'an older version has made its tables and this account may not write to it; open it once with an account that may',
          );
        }
        const { migrate } = await import('./migrate.ts');
        await migrate(database, ddl, address);
      }
    } catch (error) {
      await database.destroy().catch(() => undefined);
      throw error;
    }
    return storeOn({ database, insertRows }, address, writable, new Seals(key));
  } catch (error) {
    throw await translated(error, address);
  }
}

function storeOn(tables: StoreTables, address: DatabaseAddress, writable: boolean, seals: Seals): Store {
  const location = addressText(address);
  const inWords = inWordsOf(address);
  return {
    location,
    writable,
    ...partsOf(tables, seals, location, inWords),
    get hasKey() {
      return seals.hasKey;
    },
    get signingTrouble() {
      return seals.trouble;
    },
    ...inWords({ close: () => tables.database.destroy() }),
  };
}
