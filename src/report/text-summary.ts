import { isComplete, issueCount, notRun, printable, type RunResult } from '../model/index.ts';
import type { TextOptions } from './text.ts';

/** The end of the text report: totals, a line for each check, the verdict and the next useful command. */
export function summaryLines(result: RunResult, { colors, target }: TextOptions): readonly string[] {
  const issues = issueCount(result);
  const complete = isComplete(result);
  const { totals } = result;
  const total = (value: number | null): string => (value === null ? 'unknown (not readable)' : String(value));
  const ran = result.checks.filter(({ count }) => count !== null);
  return [
    colors.bold('AUDIT SUMMARY'),
    `Users audited: ${total(totals.usersAudited)}`,
    `Total applications: ${total(totals.totalApplications)}`,
    `Approved applications: ${total(totals.approvedApplications)}`,
    `Total participants: ${total(totals.totalParticipants)}`,
    `Total quests: ${total(totals.totalQuests)}`,
    'ISSUES FOUND:',
    ...checkLines(result),
    // `TOTAL ISSUES: 0` promises a whole audit: a partial one that found nothing must not say it.
    issues === 0 && !complete ? `  Total of the ${plural(ran.length, 'check')} that ran: none` : colors.bold(`  TOTAL ISSUES: ${issues}`),
    colors.dim(`Checks run: ${ran.length} of ${result.checks.length + result.start.leftOut.length}, in ${seconds(result.durationMs)}`),
    ...verdict(result, issues, complete, colors),
    '',
    colors.dim(`Next: ${printable(nextStep(result, issues, target))}`),
  ];
}

function checkLines(result: RunResult): readonly string[] {
  const counted = result.checks.map(({ check, count }) => ({ check, text: count === null ? 'not run' : String(count) }));
  const leftOut = result.start.leftOut.map((check) => ({ check, text: 'not run' }));
  return [...counted, ...leftOut]
    .sort((a, b) => (a.check.phase ?? Infinity) - (b.check.phase ?? Infinity))
    .map(({ check, text }) => `  ${check.summaryLabel}: ${text}`);
}

function verdict(result: RunResult, issues: number, complete: boolean, colors: TextOptions['colors']): readonly string[] {
  const failed = notRun(result);
  const lines: string[] = [];
  if (failed.length > 0) {
    lines.push(colors.red(`⚠️ The audit is incomplete: ${failed.map(({ check }) => check.id).join(', ')} did not run.`));
  }
  if (issues > 0) lines.push(colors.yellow(`⚠️ ${issues} issues require attention.`));
  else if (complete) lines.push(colors.green('✅ No data synchronization issues found. System is healthy!'));
  else if (failed.length === 0) {
    const ran = result.checks.map(({ check }) => check.id);
    lines.push(colors.green(`✅ Nothing found by the ${plural(ran.length, 'check')} that ran: ${ran.join(', ')}.`));
  }
  return lines;
}

function nextStep(result: RunResult, issues: number, { database, user }: TextOptions['target']): string {
  if (notRun(result).length > 0) return `peerquest-audit doctor${database}   (tells what is missing and how to mend it)`;
  if (issues === 0) return 'peerquest-audit explain CHECK   (what each check looks at; "peerquest-audit checks" lists them)';
  if (!result.start.listing) return `peerquest-audit audit${database}${user} --detailed   (lists every finding)`;
  const worst = result.checks.find(({ outcome }) => outcome === 'found')?.check.id ?? 'CHECK';
  return `peerquest-audit explain ${worst}   (what it means, how it came to be, what to do)`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
