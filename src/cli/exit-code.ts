import { findingCount, nothingRan, notRun, type RunResult, type Severity } from '../model/index.ts';

/** Exit codes are a contract (SPEC section 5). */
export const EXIT = {
  /** Nothing remains. */
  clean: 0,
  /** Issues remain, or an undo met conflicts. */
  issues: 1,
  /** The run itself failed, was misused, or gave no answer to something it was asked. */
  failed: 2,
  /** Refused before anything was touched. */
  refused: 3,
  /** Stopped by Ctrl-C, SIGTERM or SIGHUP. */
  interrupted: 130,
} as const;

/** From which severity findings make the exit code 1; `never` for a platform that starts anew what exits with anything but 0. */
export type FailOn = Severity | 'never';

/** What counts as an issue in SPEC section 5. */
export const DEFAULT_FAIL_ON: FailOn = 'warning';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** The exit code of an audit, a repair or an undo. A check that did not run is no clean bill of health. */
export function exitCode(result: RunResult, failOn: FailOn): number {
  const { repair, start } = result;
  if (repair !== null && (repair.stoppedBy !== null || repair.failed.entities > 0)) return EXIT.failed;
  if (notRun(result).length > 0 || (start.mode !== 'undo' && nothingRan(result))) return EXIT.failed;
  if (repair?.interrupted === true) return EXIT.interrupted;
  if (start.mode === 'undo') return (repair?.conflicts.entities ?? 0) > 0 ? EXIT.issues : EXIT.clean;
  if (failOn === 'never') return EXIT.clean;
  const counted = SEVERITIES.slice(0, SEVERITIES.indexOf(failOn) + 1);
  const answer = start.mode === 'dry-run' ? result : (repair?.verified ?? result);
  return findingCount(answer, counted) > 0 ? EXIT.issues : EXIT.clean;
}
