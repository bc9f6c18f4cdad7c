import { issueCount, notRun, type RunResult } from '../model/index.ts';

/** Exit codes are a contract (SPEC section 5). */
export const EXIT = {
  /** Nothing remains. */
  clean: 0,
  /** Issues remain. */
  issues: 1,
  /** The run itself failed, was misused, or gave no answer to something it was asked. */
  failed: 2,
  /** Stopped by Ctrl-C. */
  interrupted: 130,
} as const;

/** The exit code of an audit. A check that did not run is no clean bill of health. */
export function exitCode(result: RunResult): number {
  if (notRun(result).length > 0) return EXIT.failed;
  return issueCount(result) > 0 ? EXIT.issues : EXIT.clean;
}
