import type { Severity } from './finding.ts';
import { acknowledgedCount, findingCount, isComplete, nothingRan, notReached, notRun, remainingIssues, type RunResult } from './run.ts';

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

/** Severities, the gravest first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info'];

/** From which severity findings make the exit code 1; `never` for a platform that starts anew what exits with anything but 0. */
export type FailOn = Severity | 'never';

/** Whether a severity is another one or a higher. */
export function isAsGrave(severity: Severity, as: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(as);
}

/** What counts as an issue in SPEC section 5. */
export const DEFAULT_FAIL_ON: FailOn = 'warning';

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

/**
 * What a run says of the database as it stands at its end (SPEC section 5). `partly` is true where only some of the synchronization
 * checks were chosen: what they say is no bill of health.
 */
export type Verdict =
  /** Issues remain; beside them, a check may have given no answer. */
  | { readonly kind: 'issues'; readonly remaining: number }
  /** No issue is known of, but a check gave no answer. */
  | { readonly kind: 'incomplete' }
  /** No chosen check looked at anything. */
  | { readonly kind: 'nothing-ran' }
  /** Findings for information, and no issue. */
  | { readonly kind: 'notes'; readonly notes: number }
  /** What was found is gone. */
  | { readonly kind: 'resolved'; readonly partly: boolean }
  /** Nothing was found but what is acknowledged. */
  | { readonly kind: 'acknowledged'; readonly partly: boolean }
  /** Nothing was found, and nothing is acknowledged. */
  | { readonly kind: 'healthy'; readonly partly: boolean };

/** The rule behind the last line of every report, and behind every other answer to "is it well?". */
export function verdictOf(result: RunResult): Verdict {
  const remaining = remainingIssues(result);
  if (remaining > 0) return { kind: 'issues', remaining };
  if (notRun(result).length > 0 || notReached(result).length > 0) return { kind: 'incomplete' };
  if (nothingRan(result)) return { kind: 'nothing-ran' };
  const notes = findingCount(result.repair?.verified ?? result, ['info']);
  if (notes > 0) return { kind: 'notes', notes };
  const partly = !isComplete(result);
  if (findingCount(result, SEVERITIES) > 0) return { kind: 'resolved', partly };
  return { kind: acknowledgedCount(result) > 0 ? 'acknowledged' : 'healthy', partly };
}
