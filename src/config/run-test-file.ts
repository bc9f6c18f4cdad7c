import type { Library } from './config-content.ts';
import { refuseForeign } from './trust.ts';

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
  // Loaded late: what reads checks loads zod, which no audit without a configuration file needs.
  const { checkText } = await import('./sql-check.ts');
  const source = checkText(file, file, refuseForeign.bind(null, file, 'The test', trust));
  const { runCode } = await import('./config-code.ts');
  const { codeErrorOf } = await import('./place/syntax-error.ts');
  await runCode({ file, what: 'the test', source, trust }, library).catch((error: unknown) => {
    throw codeErrorOf('BAD_TEST', `The test "${file}" cannot be run`, file, source, error);
  });
}
