import type { Severity } from './finding.ts';

/** From how many findings on: a number, or a share of the rows that were examined, such as `2.5%`. */
export type Bound = number | string;

/** How grave the user takes findings of a check for, in the place of what the check says. */
export interface Grading {
  readonly severity?: Severity;
  /** From here on they are warnings, or what the check says where nothing is an error; fewer are for information. */
  readonly warnIf?: Bound;
  /** From here on they are critical. */
  readonly errorIf?: Bound;
}

/** A share as it is written. */
export const SHARE = /^\d{1,3}(?:\.\d{1,6})?\s*%$/;

/** Whether a grading needs to know how many rows were examined. */
export function wantsShare({ warnIf, errorIf }: Grading): boolean {
  return typeof warnIf === 'string' || typeof errorIf === 'string';
}

/**
 * How grave findings are by their number.
 *
 * @param examined rows that were looked at; null where nobody asked
 */
export function severityOf(severity: Severity, { warnIf, errorIf }: Grading, count: number, examined: number | null): Severity {
  const reaches = (bound: Bound): boolean =>
    count > 0 && (typeof bound === 'number' ? count >= bound : count * 100 >= Number.parseFloat(bound) * (examined ?? 0));
  if (errorIf !== undefined && reaches(errorIf)) return 'critical';
  if (warnIf !== undefined && !reaches(warnIf)) return 'info';
  return errorIf !== undefined && (warnIf !== undefined || severity === 'critical') ? 'warning' : severity;
}
