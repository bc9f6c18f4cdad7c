import { statSync } from 'node:fs';
import { fileOf, type DatabaseAddress } from '../database/index.ts';
import { RefusedError } from '../errors.ts';
import { printed } from '../model/index.ts';

/** What a mode gives to everybody. A group may be one that shares the store, as that of a volume of Kubernetes. */
const EVERYBODY = 0o007;

/**
 * Refuses a store with accounts and sessions that every user of the machine can get at.
 *
 * @throws RefusedError with the cure
 */
export function requireOwnStore(address: DatabaseAddress): void {
  const file = fileOf(address);
  const stat = file === null ? undefined : statSync(file, { throwIfNoEntry: false });
  // Windows has no such modes.
  if (file === null || stat === undefined || process.getuid === undefined || (stat.mode & EVERYBODY) === 0) return;
  const mode = (stat.mode & 0o777).toString(8);
  throw new RefusedError(
    'STORE_OPEN_TO_ALL',
    printed`Every user of this machine can get at the store "${file}" (mode ${mode}), which has accounts and sessions: take that from them with chmod o-rwx, and start again.`,
  );
}
