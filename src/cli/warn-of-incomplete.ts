import { blindCheck, EXIT, notRun, type RunResult } from '../model/index.ts';
import { calledAs } from './called-as.ts';
import type { Terminal } from './terminal.ts';

/** Names the checks that gave no answer where they should have; else those that do not apply, where none does. */
export function warnOfIncomplete(result: RunResult, code: number, terminal: Terminal): void {
  if (code !== EXIT.failed) return;
  const failed = notRun(result);
  const byReason = new Map<string | null, string[]>();
  for (const { check, reason } of failed.length > 0 ? failed : result.checks.filter(({ count }) => count === null)) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), check.id]);
  }
  const blind = blindCheck(result);
  const reasons = [...byReason].map(([reason, ids]) => `${ids.join(', ')} did not run (${reason})`);
  terminal.warn(
    `The audit is incomplete: ${reasons.join('; ')}; "${calledAs()} ${blind === null ? 'doctor' : `explain ${blind}`}" tells more.`,
  );
}
