import {
  acknowledgedCount,
  blindCheck,
  fileWord,
  findingCount,
  hasPhases,
  isComplete,
  issueCount,
  nothingRan,
  notReached,
  notRun,
  printable,
  SEVERITIES,
  shellWord,
  verdictOf,
  type RepairSummary,
  type RunResult,
  type Verdict,
} from '../model/index.ts';
import { plural } from './plural.ts';
import { slownessLine } from './slowness-line.ts';
import { mendableLine, remainingLines, repairLines } from './text-repair.ts';
import { commandAgain, scopeFlags, type ReportOptions } from './reporter.ts';

/** The end of the text report: totals, a line for each check, the verdict and the next useful command. */
export function summaryLines(result: RunResult, { colors, target, limit, quiet }: ReportOptions): readonly string[] {
  if (quiet) return quietLines(result, { colors, target });
  const issues = issueCount(result);
  const ran = result.checks.filter(({ count }) => count !== null);
  return [
    ...(result.repair === null || result.start.mode === 'undo' ? [] : ['']),
    colors.bold('AUDIT SUMMARY'),
    ...totalLines(result),
    'ISSUES FOUND:',
    ...checkLines(result),
    ...groupLines(result, colors),
    totalLine(result, colors),
    ...severityLines(result),
    ...(acknowledgedCount(result) === 0 ? [] : [`  Acknowledged, not counted: ${acknowledgedCount(result)}`]),
    colors.dim(`Checks run: ${ran.length} of ${result.checks.length + result.start.leftOut.length}, in ${seconds(result.durationMs)}`),
    ...warningLines(result, colors),
    ...(result.repair === null ? [] : repairLines(result, result.repair, colors)),
    ...verdictLines(result, colors),
    ...(result.repair === null ? mendableLine(result.checks) : remainingLines(result.repair.verified?.checks ?? [])),
    ...(result.past?.slower == null ? [] : [colors.yellow(`Note: ${slownessLine(result.past.slower)}`)]),
    '',
    colors.dim(`Next: ${printable(nextStep(result, issues, target, limit !== 0))}`),
  ];
}

/** What `--quiet` leaves: the checks that found something, the sum, what was written, the verdict, and the next command where something is left to do. */
function quietLines(result: RunResult, { colors, target }: Pick<ReportOptions, 'colors' | 'target'>): readonly string[] {
  const { repair } = result;
  const found = { ...result, checks: result.checks.filter(({ count }) => (count ?? 0) > 0), start: { ...result.start, leftOut: [] } };
  const isDone = !['issues', 'incomplete', 'nothing-ran'].includes(verdictOf(result).kind) && repair?.preview !== true;
  return [
    ...checkLines(found),
    ...groupLines(found, colors),
    totalLine(result, colors),
    ...warningLines(result, colors),
    ...(repair === null ? [] : repairLines(result, repair, colors)),
    ...verdictLines(result, colors),
    ...(repair === null ? [] : remainingLines(repair.verified?.checks ?? [])),
    ...(isDone ? [] : [colors.dim(`Next: ${printable(nextStep(result, issueCount(result), target, false))}`)]),
  ];
}

/** What bears on all that was found. */
function warningLines({ warnings, likelyMistakes }: RunResult, colors: ReportOptions['colors']): readonly string[] {
  return [
    ...warnings.map((warning) => colors.yellow(`Warning: ${printable(warning)}`)),
    ...likelyMistakes.map(({ text }) => colors.yellow(`Likely a mistake: ${printable(text)}`)),
  ];
}

/** The line of the sum, without colours. `TOTAL ISSUES: 0` promises a whole audit: a partial one that found nothing must not say it. */
export function sumLine(result: RunResult): string {
  const issues = issueCount(result);
  const isPartial = !isComplete(result);
  if (isPartial && findingCount(result, SEVERITIES) === 0) {
    return `Total of the ${plural(result.checks.filter(({ count }) => count !== null).length, 'check')} that ran: none`;
  }
  return `TOTAL ISSUES: ${issues === 0 && isPartial ? 'none' : issues}`;
}

function totalLine(result: RunResult, colors: ReportOptions['colors']): string {
  const line = sumLine(result);
  return line.startsWith('TOTAL ISSUES') ? colors.bold(`  ${line}`) : `  ${line}`;
}

/** How many rows were in scope: of PeerQuest's tables, where they are. */
function totalLines({ start, totals }: RunResult): readonly string[] {
  if (!hasPhases(start)) return [];
  const total = (value: number | null): string => (value === null ? 'unknown (not readable)' : String(value));
  return [
    `Users audited: ${total(totals.usersAudited)}`,
    `Total applications: ${total(totals.totalApplications)}`,
    `Approved applications: ${total(totals.approvedApplications)}`,
    `Total participants: ${total(totals.totalParticipants)}`,
    `Total quests: ${total(totals.totalQuests)}`,
  ];
}

/** The five lines that the old command had: a contract. */
function checkLines(result: RunResult): readonly string[] {
  const counted = result.checks.map(({ check, count }) => ({ check, text: count === null ? 'not run' : String(count) }));
  const leftOut = result.start.leftOut.map((check) => ({ check, text: 'not run' }));
  return [...counted, ...leftOut]
    .filter(({ check }) => check.phase !== null)
    .sort((a, b) => (a.check.phase ?? 0) - (b.check.phase ?? 0))
    .map(({ check, text }) => `  ${check.summaryLabel}: ${text}`);
}

/** The other checks, each group under its name, with their severities. */
function groupLines({ checks }: RunResult, colors: ReportOptions['colors']): readonly string[] {
  const others = checks.filter(({ check }) => check.phase === null);
  const groups = [...new Set(others.map(({ check }) => check.group))];
  return groups.flatMap((group) => [
    colors.bold(`  ${printable(group)}:`),
    ...others
      .filter(({ check }) => check.group === group)
      .map(({ check, count, outcome }) => {
        const text = count === null ? (outcome === 'does-not-apply' ? 'does not apply' : 'not run') : String(count);
        return `    ${printable(check.summaryLabel)}: ${text}${count === null || count === 0 ? '' : ` (${check.severity})`}`;
      }),
  ]);
}

/** Findings by severity, where checks ran of which the old command did not know. */
function severityLines(result: RunResult): readonly string[] {
  if (result.checks.every(({ check }) => check.phase !== null)) return [];
  const parts = SEVERITIES.map((severity) => `${findingCount(result, [severity])} ${severity}`);
  return [`  By severity: ${parts.join(', ')}`];
}

function verdictLines(result: RunResult, colors: ReportOptions['colors']): readonly string[] {
  const failed = notRun(result).map(({ check }) => check.id);
  return [
    ...(failed.length === 0 ? [] : [colors.red(`⚠️ The audit is incomplete: ${failed.join(', ')} did not run.`)]),
    ...notReachedLine(result, colors),
    ...(isUndoPreview(result) ? comebackLines(result.repair, colors) : verdictLine(result, verdictOf(result), colors)),
  ];
}

/** Whether it shows what an undo would do: how the database stands before it says little of how it stands after. */
function isUndoPreview(result: RunResult): result is RunResult & { readonly repair: RepairSummary } {
  const { start, repair } = result;
  return start.mode === 'undo' && repair?.preview === true && repair.plan.changes > 0;
}

/** What would be wrong again after an undo, as far as the repair's own audits tell. */
function comebackLines({ plan: { undoes } }: RepairSummary, colors: ReportOptions['colors']): readonly string[] {
  const before = 'The numbers above are those of before the undo.';
  if (undoes?.fixed == null || undoes.fixed === 0) return [before];
  const found = Object.entries(undoes.found ?? {}).filter(([, count]) => (count ?? 0) > 0);
  const words =
    found.length === 0 ? '' : ` (before it, an audit had found ${found.map(([check, count]) => `${count} ${check}`).join(', ')})`;
  const back =
    undoes.fixed === 1 ? 'the issue that the repair fixed would return' : `the ${undoes.fixed} issues that the repair fixed would return`;
  return [before, colors.yellow(printable(`ℹ️ With the undo, ${back}${words}.`))];
}

/** What `--fail-fast` kept from being looked at. */
function notReachedLine(result: RunResult, colors: ReportOptions['colors']): readonly string[] {
  const left = notReached(result);
  return left.length === 0 ? [] : [colors.yellow(`⚠️ Ended by --fail-fast: ${plural(left.length, 'check')} not run.`)];
}

function verdictLine(result: RunResult, verdict: Verdict, colors: ReportOptions['colors']): readonly string[] {
  const ran = result.checks.filter(({ count }) => count !== null).map(({ check }) => check.id);
  const checks = `${plural(ran.length, 'check')} that ran`;
  const acknowledged = acknowledgedCount(result);
  switch (verdict.kind) {
    case 'issues':
      return [colors.yellow(`⚠️ ${verdict.remaining} issues require attention.`)];
    case 'incomplete':
      return [];
    case 'nothing-ran':
      return [colors.red('⚠️ Nothing was looked at: no check that was chosen applies.')];
    case 'notes':
      return [`ℹ️ Nothing requires attention; ${plural(verdict.notes, 'finding')} for information.`];
    case 'resolved':
      return [
        colors.green(
          verdict.partly
            ? `✅ Nothing remains of what the ${plural(ran.length, 'check')} found that ran: ${ran.join(', ')}.`
            : '✅ All issues have been resolved!',
        ),
      ];
    case 'acknowledged':
      return [
        colors.green(
          verdict.partly
            ? `✅ Nothing found by the ${checks} besides what is acknowledged: ${ran.join(', ')}.`
            : `✅ No data synchronization issues found besides ${plural(acknowledged, 'finding')} that ${acknowledged === 1 ? 'is' : 'are'} acknowledged.`,
        ),
      ];
    case 'healthy':
      return [
        colors.green(
          verdict.partly
            ? `✅ Nothing found by the ${checks}: ${ran.join(', ')}.`
            : '✅ No data synchronization issues found. System is healthy!',
        ),
      ];
  }
}

/** The next useful command, and after three spaces what it does. */
export function nextStep(result: RunResult, issues: number, target: ReportOptions['target'], lists: boolean): string {
  const { program, database, config, store, baseline, files } = target;
  const { start, repair } = result;
  const scope = scopeFlags(target, start.user);
  const stopped = (repair?.stoppedBy ?? null) !== null;
  const blind = blindCheck(result);
  if (!stopped && blind !== null) return `${program} explain ${shellWord(blind)}${config}   (what it looks at, and what it needs)`;
  if (stopped || notRun(result).length > 0 || nothingRan(result)) {
    return `${program} doctor${database}${store}   (tells what is missing and how to mend it)`;
  }
  if (start.mode === 'undo' && repair?.journaled === true) return `${program} show last${config}${store}   (the undo, change by change)`;
  if (start.mode === 'undo' && (repair?.plan.changes === 0 || repair?.preview === false))
    return `${program} runs${config}${store}   (what else could be undone)`;
  const undoes = repair?.plan.undoes ?? null;
  // What "last" means may have changed by then, and where nobody can be asked it is refused.
  const further = /^ undo \S+(.*)$/.exec(target.command)?.[1] ?? '';
  const command = undoes === null ? target.command : ` undo ${shellWord(undoes.id.slice(0, 8))}${further}`;
  const again = commandAgain({ ...target, command }, start.user);
  if (repair?.interrupted === true) return `${again}   (takes up the rest)`;
  if (repair?.journaled === true && repair.applied.changes > 0)
    return `${program} undo last${database}${store} --dry-run   (what taking this repair back would do)`;
  const worst = result.checks.find(({ outcome }) => outcome === 'found')?.check.id ?? '';
  const explain = `${program} explain ${worst}${config}   (what it means, how it came to be, what to do)`;
  if (repair?.preview === true && repair.plan.changes > 0) {
    return repair.plan.file === null
      ? `${again}   (makes these changes)`
      : `${program} apply ${fileWord(repair.plan.file)}${database}${store}${files}${baseline}   (makes these changes)`;
  }
  if (issues === 0 && repair === null && acknowledgedCount(result) > 0) {
    return `${program} acks${database}${store}${files}${baseline}   (what is acknowledged, by whom, why, until when)`;
  }
  if (issues === 0) return `${program} checks${database}   (what is looked at; "explain ID" tells of one)`;
  if (repair !== null) return explain;
  if (!lists) return `${program} audit${database}${store}${scope} --detailed   (lists every finding)`;
  // Nothing that a repair knows of was looked at.
  if (!hasPhases(start)) return explain;
  return `${program}${database}${store}${scope} --fix-issues --dry-run   (what a repair would do; "explain ${worst}" tells what it means)`;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
