import { isNoStore, type DatabaseAddress } from '../database/index.ts';
import type { readAcknowledgements as read, StoredAcknowledgement } from './acknowledgements.ts';
import type { openStore as open } from './store.ts';

// What works on a store is loaded where there is one to work on: an audit without a store starts without all of it.

/** {@link read}, which is loaded only where there is a store. */
export async function readAcknowledgements(address: DatabaseAddress): Promise<readonly StoredAcknowledgement[]> {
  if (isNoStore(address)) return [];
  return (await import('./acknowledgements.ts')).readAcknowledgements(address);
}

/** {@link open}, which is loaded only when a store is opened. */
export async function openStore(...wish: Parameters<typeof open>): ReturnType<typeof open> {
  return (await import('./store.ts')).openStore(...wish);
}
