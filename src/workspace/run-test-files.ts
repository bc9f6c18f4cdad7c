import { runTestFile } from '../config/index.ts';
import { library } from './library.ts';
import { trusts, type WorkspaceWish } from './wish.ts';

/**
 * Runs files with tests of own checks, one after the other; what they import of this package is this very program.
 *
 * @throws UsageError naming the file that cannot be run
 * @throws RefusedError for a file of another user, and for one that it imports
 */
export async function runTestFiles(files: readonly string[], wish: Pick<WorkspaceWish, 'trustConfig'>): Promise<void> {
  for (const file of files) await runTestFile(file, trusts(wish, process.env), library);
}
