import { findDatabase, type Settings } from '../config/index.ts';
import type { DatabaseAddress } from '../database/index.ts';
import { locateStore as locate, type FoundStore } from '../workspace/index.ts';

/** Where the store is, for a command that has found its database by itself. */
export async function storeAddress(...wish: Parameters<typeof locateStore>): Promise<DatabaseAddress> {
  return (await locateStore(...wish)).address;
}

/** The same, with what said so. */
export async function locateStore(
  flag: string | undefined,
  settings: Settings,
  audited: DatabaseAddress | null,
  chosen: DatabaseAddress | null = audited,
): Promise<FoundStore> {
  const database = () =>
    chosen === null ? findDatabase({}, settings, process.env) : Promise.resolve({ address: chosen, source: 'the command' });
  return locate({ flag, settings, environment: process.env, audited, database });
}
