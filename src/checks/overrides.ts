import { UsageError } from '../errors.ts';
import { wantsShare, type Grading } from '../model/index.ts';
import { namesOf } from './choose-checks.ts';
import type { Check } from './define-check.ts';

/** What the user says of checks in the place of what they say themselves, by id or group. */
export type Overrides = Readonly<Record<string, Grading>>;

/** What is said of a check: what is said of its id beats what is said of its group, and that what is said of all. */
export function gradingOf(check: Check, overrides: Overrides): Grading {
  return Object.assign({}, ...namesOf(check).flatMap((name) => (Object.hasOwn(overrides, name) ? [overrides[name]] : []))) as Grading;
}

/** Checks as grave as the user says. */
export function withOverrides(checks: readonly Check[], overrides: Overrides): readonly Check[] {
  return checks.map((check) => ({ ...check, severity: gradingOf(check, overrides).severity ?? check.severity }));
}

/**
 * Sees to it that a share is asked only of checks that know how many rows they examine.
 *
 * @throws UsageError naming the check
 */
export function requireShares(checks: readonly Check[], overrides: Overrides, where: string): void {
  const check = checks.find((candidate) => candidate.examined === undefined && wantsShare(gradingOf(candidate, overrides)));
  if (check === undefined) return;
  throw new UsageError(
    'NO_SHARE',
    `${where} asks for a share of the rows that ${check.id} examines, which it does not know: give a number of findings, such as 5.`,
  );
}
