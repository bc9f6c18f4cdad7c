import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { EXIT } from '../../model/index.ts';
import { runTestFiles } from '../../workspace/index.ts';
import { unwatchEndings } from '../endings.ts';
import type { ConfigFlags, GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `test`. */
export type TestFlags = Pick<ConfigFlags, 'trustConfig'> & GlobalFlags;

/** Where `new-check` writes checks and their tests, unless told otherwise. */
const FOLDER = 'checks';

/** How a file with tests is called. */
const TEST = /\.test\.[cm]?[jt]s$/;

/**
 * Runs tests of own checks in this process. What they say of themselves is printed by Node.js's own test runner, which also makes the exit
 * code 1 where one of them fails.
 *
 * @throws UsageError where a file is not there or cannot be run, and where there is none
 */
export async function test(named: readonly string[], flags: TestFlags, terminal: Terminal): Promise<void> {
  const files = (named.length === 0 ? [FOLDER] : named).flatMap(testsOf);
  unwatchEndings();
  // Before the first test: the runner sets another code as soon as one fails.
  terminal.exit(EXIT.clean);
  await runTestFiles(files, flags);
}

/** The file itself, or the tests of a folder in alphabetical order. */
function testsOf(path: string): readonly string[] {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory() === false) return [path];
  const files = there === undefined ? [] : readdirSync(path).filter((name) => TEST.test(name));
  if (files.length > 0) return files.sort().map((name) => join(path, name));
  const missing = there === undefined ? `There is no file or folder "${path}"` : `There is no test in the folder "${path}"`;
  throw new UsageError(
    'NO_TEST',
    `${missing}: name a file with tests (such as ${FOLDER}/order-total.test.ts), or let "peerquest-audit new-check ID" write a check with one.`,
  );
}
