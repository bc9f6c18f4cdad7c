import { UsageError } from '../errors.ts';
import { fileOf } from '../database/index.ts';
import { openStore, type RunRecord } from '../history/index.ts';
import { locateStore } from './locate-store.ts';

/** The newest runs of the store that a flag, the environment or the default names; none where that is no file. No configuration file is read. */
export async function newestRuns(flag: string | undefined, limit: number): Promise<readonly RunRecord[]> {
  const database = () => Promise.reject(new UsageError('NO_DATABASE', 'No database is looked at.'));
  const { address } = await locateStore({ flag, settings: {}, environment: process.env, audited: null, database });
  const store = fileOf(address) === null ? null : await openStore(address, 'read');
  try {
    return (await store?.runs.newest(limit)) ?? [];
  } finally {
    await store?.close();
  }
}
