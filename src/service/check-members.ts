import type { Check } from '../checks/index.ts';

/** What JSON tells of a check. */
export function checkMembers(check: Check): object {
  const { id, group, phase, title, severity, invariant, why, advice, repair, causes, needs, source = null } = check;
  return { id, group, phase, title, severity, invariant, why, advice, repair, causes, needs, source };
}
