import type { Settings } from '../config/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { findStoreKey, makeStoreKey, sharedStore, type SharedStore } from '../history/index.ts';
import { storeAddress } from './store-address.ts';

/** What decides about a command's store. */
export interface StoreOfCommand {
  /** `--store`. */
  readonly flag: string | undefined;
  readonly settings: Settings;
  readonly audited: DatabaseAddress;
  /** A preview makes nothing, not even a key. */
  readonly dryRun?: boolean;
}

/** Lends a command its store, and closes it afterwards. */
export async function withStore<Result>(
  { flag, settings, audited, dryRun = false }: StoreOfCommand,
  use: (store: SharedStore) => Promise<Result>,
): Promise<Result> {
  const store = sharedStore(
    () => storeAddress(flag, settings, audited),
    () => (dryRun ? findStoreKey(process.env) : makeStoreKey(process.env, audited)),
  );
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}
