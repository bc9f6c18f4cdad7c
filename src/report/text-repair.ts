import type { Colors } from 'picocolors/types.js';
import {
  issueCount,
  mendable,
  printable,
  remainingIssues,
  type CheckResult,
  type RepairSummary,
  type RunResult,
  type Tally,
} from '../model/index.ts';
import { plural } from './plural.ts';

/** What a repair, its preview, or an undo came to. */
export function repairLines(result: RunResult, repair: RepairSummary, colors: Colors): readonly string[] {
  const { plan, journaled, stoppedBy, verified, interrupted } = repair;
  const wasTried = !repair.preview && plan.changes > 0;
  const lines: string[] = [];
  if (plan.changes > 0 || repair.conflicts.entities > 0) lines.push(`${wordOf(result)}: ${talliesOf(result, repair)}`);
  if (wasTried && repair.applied.changes === 0 && repair.alreadyDone.entities > 0 && repair.conflicts.entities === 0) {
    lines.push(`Nothing was changed: ${result.start.mode === 'undo' ? 'the run is undone' : 'the plan has been applied'} already.`);
  }
  if (journaled) lines.push(colors.dim(`Run: ${result.start.id}`));
  if (interrupted) lines.push(colors.yellow('Interrupted: what was begun is finished and journaled; run it again to take up the rest.'));
  if (stoppedBy !== null) lines.push(colors.red(`❌ Stopped early: ${printable(stoppedBy)}`));
  if (result.start.mode === 'fix' && issueCount(result) > 0) {
    lines.push(`ISSUES FIXED: ${verified?.fixed ?? 0}`, `REMAINING ISSUES: ${remainingIssues(result)}`);
    if (verified !== null && verified.appeared > 0) lines.push(`Newly appeared meanwhile: ${verified.appeared}`);
    if (verified === null && wasTried) lines.push(colors.yellow('Not verified: the numbers are those from before the repair.'));
  }
  return lines;
}

/** What is left after a repair, by check, and what it asks for. */
export function remainingLines(checks: readonly CheckResult[]): readonly string[] {
  const left = checks.filter(({ check, count }) => (count ?? 0) > 0 && check.severity !== 'info');
  return left.map((result) => {
    const { automatic, decisions, unknown } = mendable([result]);
    const parts = [
      ...(automatic === 0 ? [] : [`${automatic} can be repaired automatically`]),
      ...(decisions === 0 ? [] : [`${decisions} ${decisions === 1 ? 'needs' : 'need'} a decision`]),
      ...(unknown === 0 ? [] : [`"explain ${result.check.id}" tells why ${unknown === 1 ? 'it was' : 'they were'} left`]),
    ];
    return printable(`  ${result.check.summaryLabel}: ${result.count ?? 0} (${parts.join(', ')})`);
  });
}

/** What the issues of an audit ask for, in one line; nothing where there are none. */
export function mendableLine(checks: readonly CheckResult[]): readonly string[] {
  const { automatic, decisions, unknown } = mendable(checks.filter(({ check }) => check.severity !== 'info'));
  if (automatic + decisions + unknown === 0) return [];
  if (automatic + decisions === 0) return ['How many of these can be repaired automatically, --detailed or a preview tells.'];
  const needs = decisions === 1 ? 'needs' : 'need';
  const rest = unknown === 0 ? '' : `; of the other ${unknown}, --detailed or a preview tells`;
  return [`Of these, ${automatic} can be repaired automatically, ${decisions} ${needs} a decision${rest}.`];
}

function wordOf({ start }: RunResult): string {
  return { audit: 'Repair', 'dry-run': 'Plan', fix: 'Repair', undo: 'Undo' }[start.mode];
}

function talliesOf({ start }: RunResult, { plan, applied, conflicts, alreadyDone, failed, preview }: RepairSummary): string {
  const parts: string[] = [];
  if (preview) parts.push(`${plural(plan.changes, 'change')}${plan.entities === null ? '' : ` to ${plural(plan.entities, 'record')}`}`);
  else parts.push(`${plural(applied.changes, 'change')} to ${plural(applied.entities, 'record')} made`);
  const add = (tally: Tally, words: string): void => {
    if (tally.entities > 0) parts.push(`${plural(tally.entities, 'record')} ${words}`);
  };
  add(conflicts, start.mode === 'undo' ? 'left alone (changed since: a conflict)' : 'skipped (changed or acknowledged since the plan)');
  add(alreadyDone, 'with nothing left to do');
  add(failed, 'failed');
  return parts.join(', ');
}
