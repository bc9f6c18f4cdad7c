import {
  acknowledgedCount,
  findingCount,
  hasPhases,
  issueCount,
  mendable,
  notReached,
  remainingIssues,
  verdictOf,
  type RepairSummary,
  type RunResult,
} from '../../model/index.ts';
import { counted, figure, listed } from './figures.ts';
import { markup, type Content, type Markup } from './markup.ts';
import { mark } from './marks.ts';

/** The verdict as a heading: the same rule as the last line of the text report. */
export function verdictTitle(result: RunResult): string {
  const verdict = verdictOf(result);
  const ran = result.checks.filter(({ count }) => count !== null).length;
  switch (verdict.kind) {
    case 'issues':
      return verdict.remaining === 1 ? '1 issue requires attention' : `${figure(verdict.remaining)} issues require attention`;
    case 'incomplete':
      return 'The audit is incomplete';
    case 'nothing-ran':
      return 'Nothing was looked at: no check that was chosen applies';
    case 'notes':
      return `Nothing requires attention; ${counted(verdict.notes, 'finding')} for information`;
    case 'resolved':
      return verdict.partly ? 'Nothing remains of what was found' : 'All issues have been resolved';
    case 'acknowledged':
      return 'Nothing was found besides what is acknowledged';
    case 'healthy':
      return verdict.partly || !hasPhases(result.start)
        ? `Nothing was found by the ${counted(ran, 'check')} that ran`
        : 'No data synchronization issues were found';
  }
}

/** What stands below it: what was done, what is there by severity, and how much of it was looked at. */
export function verdictLead(result: RunResult): Markup {
  const sentences = [
    ...(result.repair === null ? [] : [doneWords(result, result.repair)]),
    ...severityWords(result),
    ...lookedWords(result),
  ];
  return markup`<p class="lead">${sentences.map((each) => [each, ' '])}</p>`;
}

function doneWords(result: RunResult, repair: RepairSummary): Content {
  const { plan, preview, applied, verified } = repair;
  const changes = counted(plan.changes, 'change');
  const records = plan.entities === null ? '' : ` to ${counted(plan.entities, 'record')}`;
  if (result.start.mode === 'undo') {
    return preview ? `An undo would take back ${changes}; nothing was changed.` : `${counted(applied.changes, 'change')} taken back.`;
  }
  if (preview)
    return plan.changes === 0 ? 'A repair would change nothing.' : `A repair would make ${changes}${records}; nothing was changed.`;
  const made = `${counted(applied.changes, 'change')} to ${counted(applied.entities, 'record')}`;
  if (verified === null) return `${made} made, not verified: the numbers are those from before the repair.`;
  return [
    mark('ok'),
    ` ${figure(verified.fixed)} of ${counted(issueCount(result), 'issue')} fixed by ${made}, verified afterwards.`,
    verified.appeared === 0 ? null : ` ${counted(verified.appeared, 'issue')} newly appeared meanwhile.`,
  ];
}

function severityWords(result: RunResult): readonly Content[] {
  const left = result.repair?.verified ?? result;
  const parts = (['critical', 'warning', 'info'] as const).flatMap((severity) => {
    const count = findingCount(left, [severity]);
    const words = { critical: 'critical', warning: count === 1 ? 'warning' : 'warnings', info: 'for information' }[severity];
    return count === 0 ? [] : [[mark(severity), ` ${figure(count)} ${words}`]];
  });
  if (parts.length === 0) return [];
  const { automatic, decisions, unknown } = mendable(left.checks.filter(({ check }) => check.severity !== 'info'));
  const mended = [
    ...(automatic === 0 ? [] : [`${figure(automatic)} can be repaired automatically`]),
    ...(decisions === 0 ? [] : [`${figure(decisions)} ${decisions === 1 ? 'needs' : 'need'} a person`]),
  ];
  const issues = automatic + decisions + unknown;
  return [
    [
      listed(parts),
      mended.length === 0
        ? '.'
        : [issues === 1 ? '; it ' : '; ', listed(mended.map((each) => (issues === 1 ? each.replace(/^1 /, '') : each))), '.'],
    ],
  ];
}

function lookedWords(result: RunResult): readonly Content[] {
  const { checks, start } = result;
  const ran = checks.filter(({ count }) => count !== null).length;
  const of = (outcome: string): number => checks.filter((each) => each.outcome === outcome).length;
  const failed = of('could-not-run') - notReached(result).length;
  const parts = [
    `${figure(ran)} of ${counted(checks.length + start.leftOut.length, 'check')} ran`,
    ...(of('does-not-apply') === 0 ? [] : [`${figure(of('does-not-apply'))} ${of('does-not-apply') === 1 ? 'does' : 'do'} not apply`]),
    ...(failed === 0 ? [] : [[mark('fail'), ` ${figure(failed)} could not run`]]),
    ...(start.leftOut.length === 0 ? [] : [`${figure(start.leftOut.length)} left out`]),
  ];
  return [[parts.map((each, index) => (index === 0 ? each : ['; ', each])), '.']];
}

/** The six numbers of the run. */
export function countsStrip(result: RunResult): Markup {
  const { repair, start } = result;
  const info = findingCount(repair?.verified ?? result, ['info']);
  const issues = issueCount(result);
  const numbers: readonly (readonly [number, string])[] =
    repair === null
      ? [
          [issues, issues === 1 ? 'issue' : 'issues'],
          [findingCount(result, ['critical']), 'critical'],
          [findingCount(result, ['warning']), 'warnings'],
          [info, 'for information'],
          [acknowledgedCount(result), 'acknowledged'],
          [result.checks.filter(({ outcome }) => outcome === 'passed').length, 'checks passed'],
        ]
      : [
          [issues, start.mode === 'undo' ? 'issues now' : 'issues found'],
          [repair.verified?.fixed ?? 0, 'fixed'],
          [remainingIssues(result), 'remain'],
          repair.preview ? [repair.plan.changes, 'changes planned'] : [repair.applied.changes, 'changes written'],
          [repair.conflicts.entities + repair.failed.entities, 'skipped or failed'],
          [info, 'for information'],
        ];
  return markup`<div class="nums">${numbers.map(([count, words]) => markup`<div><b>${figure(count)}</b><span>${words}</span></div>`)}</div>`;
}
