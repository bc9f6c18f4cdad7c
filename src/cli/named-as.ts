import { resolve } from 'node:path';
import { fileOf } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import type { Workspace } from '../workspace/index.ts';

/**
 * What the store may know the database as that `--database` names: by its name in the configuration file, by its file, or by its name on its
 * server; undefined where the flag is not given. No database is connected to.
 */
export async function namedAs(flag: string | undefined, workspace: Workspace): Promise<readonly string[] | undefined> {
  if (flag === undefined) return undefined;
  try {
    const { address } = await workspace.database();
    if (address.subject !== undefined) return [address.subject.name];
    const file = fileOf(address);
    return 'database' in address ? [address.database] : [flag, ...(file === null ? [] : [file, resolve(file)])];
  } catch (error) {
    // It need not be there any more.
    if (error instanceof UsageError) return [flag];
    throw error;
  }
}
