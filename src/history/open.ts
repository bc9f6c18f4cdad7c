import { isNoStore, type DatabaseAddress } from '../database/index.ts';
import type { StoredAcknowledgement } from './acknowledgements.ts';
import type { openStore as open } from './store.ts';

// What works on a store is loaded where there is one to work on: an audit without a store starts without all of it.

/** Every acknowledgement of a store (`read-acknowledgements.ts`, which is loaded only where there is one). */
export async function readAcknowledgements(address: DatabaseAddress): Promise<readonly StoredAcknowledgement[]> {
  if (isNoStore(address)) return [];
  return (await import('./read-acknowledgements.ts')).readAcknowledgements(address);
}

/** Opens a store (`store.ts`, which is loaded only then). */
export async function openStore(...wish: Parameters<typeof open>): ReturnType<typeof open> {
  return (await import('./store.ts')).openStore(...wish);
}
