import { AuditToolError, sentenceOf, UsageError } from '../errors.ts';
import { regularText } from '../regular-file.ts';
import type { Library } from './config-content.ts';
import { refuseForeign } from './trust.ts';

/** A test is short: a file that is longer is something else, and would fill the memory. */
const LONGEST = 4_000_000;

/**
 * Runs a file with tests as a configuration file runs: in TypeScript too, whatever this version of Node.js can read, with what it imports
 * of this package from this very program. Its tests may still run when this has ended.
 *
 * @param trust whether files of other users are trusted
 * @param library what an import of this package means
 * @throws UsageError naming the file and why it cannot be run
 * @throws RefusedError for a file of another user, and for one that it imports
 */
export async function runTestFile(file: string, trust: boolean, library: Library): Promise<void> {
  try {
    const source = regularText(file, LONGEST, { judge: refuseForeign.bind(null, file, 'The test', trust) });
    await (await import('./config-code.ts')).runCode({ file, what: 'the test', source, trust }, library);
  } catch (error) {
    if (error instanceof AuditToolError) throw error;
    const [reason = ''] = sentenceOf(error).split('\n');
    throw new UsageError('BAD_TEST', `The test "${file}" cannot be run: ${reason}`, { cause: error });
  }
}
