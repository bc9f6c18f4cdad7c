import { existsSync } from 'node:fs';
import { NOT_SHOWN } from '../database/index.ts';
import { UsageError } from '../errors.ts';
import { shellWord } from '../model/index.ts';
import type { Workspace } from '../workspace/index.ts';

/**
 * The flag that another command needs where nothing else says which database is meant.
 *
 * @param name the database's name, as a store or a plan knows it: that of a file that is there is where it is; null where none is known
 */
export async function databaseHint(workspace: Workspace, name: string | null): Promise<string> {
  try {
    await workspace.database();
    return '';
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return ` --database ${name !== null && existsSync(name) ? shellWord(name) : NOT_SHOWN}`;
  }
}
