import type { Severity } from '../../../../src/model/index.ts';
import type { Check, Group, RunSummary } from '../../api/types.ts';

/**
 * What is open now, by severity. Where the last audit told which findings it met, the history knows what is open, whatever was repaired or looked at
 * since; where it only counted, that counts, and what is open in checks that it did not run.
 *
 * @param groups open findings by check, null while they are not known
 */
export function openNow(
  last: { readonly found: RunSummary['found']; readonly recorded: NonNullable<RunSummary['recorded']> },
  groups: readonly Group[] | null,
  checks: readonly Pick<Check, 'id' | 'severity'>[],
): Readonly<Record<Severity, number>> {
  const { detail, findings } = last.recorded;
  if (groups === null) return findings;
  const sum = detail === 'counts' ? { ...findings } : { critical: 0, warning: 0, info: 0 };
  const severities = new Map(checks.map(({ id, severity }) => [id, severity]));
  for (const { name, open } of groups)
    if (detail !== 'counts' || !Object.hasOwn(last.found, name)) sum[severities.get(name) ?? 'warning'] += open;
  return sum;
}
