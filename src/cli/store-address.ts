import { readEnvironment, type Settings } from '../config/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { findStore } from '../history/index.ts';

/**
 * Where runs and their journal are kept: the flag, else the environment with what `.env` adds, else the configuration file,
 * else the default.
 *
 * @param audited the database that the store must outlive; null when runs are only read
 * @throws UsageError, RefusedError as `findStore` does
 */
export async function storeAddress(
  flag: string | undefined,
  settings: Settings,
  audited: DatabaseAddress | null,
): Promise<DatabaseAddress> {
  const named = flag ?? process.env['PEERQUEST_AUDIT_STORE'] ?? '';
  // Where it is named, the file is not needed: it may be another program's, and not for this account to read.
  const environment = named === '' || named.startsWith('env:') ? await readEnvironment(process.env) : process.env;
  return findStore({ flag: flag ?? null, fileSetting: settings.store ?? null, environment, audited });
}
