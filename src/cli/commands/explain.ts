import picocolors from 'picocolors';
import { allChecks, checkById, withOverrides, type Check } from '../../checks/index.ts';
import { sqlOf } from '../../audit/index.ts';
import { printed, printable, shellWord, withoutControls } from '../../model/index.ts';
import { answerJson, explanationJson, explanationLines, type ReportOptions } from '../../report/index.ts';
import { explainFinding, findingName } from '../../service/index.ts';
import { acknowledgementsToReport, fileManifest, Workspace } from '../../workspace/index.ts';
import { checkMembers } from '../check-members.ts';
import type { FileFlags } from '../file-flags.ts';
import { untilInterrupted } from '../reading-interrupt.ts';
import type { DatabaseFlags, FormatFlag, GlobalFlags, KeepingFlags } from '../options.ts';
import { resolveOptions, repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `explain`. */
export type ExplainFlags = DatabaseFlags & GlobalFlags & KeepingFlags & FileFlags & FormatFlag;

/**
 * Prints what is to be known of a check, or of a finding.
 *
 * @throws UsageError for a name that means none
 */
export async function explain(name: string, flags: ExplainFlags, terminal: Terminal): Promise<void> {
  const workspace = await Workspace.open(flags);
  const { checks = [], overrides = {} } = workspace.settings;
  const all = withOverrides(allChecks(checks), overrides);
  const isFinding = !all.some(({ id }) => id === name) && (name.includes(':') || /^[0-9a-f]{4,}$/i.test(name));
  if (isFinding) await explainOne(name, all, workspace, flags, terminal);
  else explainCheck(checkById(name, all), flags, terminal);
}

async function explainOne(
  text: string,
  all: readonly Check[],
  workspace: Workspace,
  flags: ExplainFlags,
  terminal: Terminal,
): Promise<void> {
  const name = findingName(text);
  // A mistyped check is told before a connection is waited for.
  if (name.check !== null) checkById(name.check, all);
  const { request, ownChecks, color } = resolveOptions({ ...flags, format: 'text', progress: false }, workspace.settings);
  const { address } = await workspace.database();
  const acknowledged = await acknowledgementsToReport(workspace, (sentence) => {
    terminal.warn(sentence);
  });
  const explanation = await workspace.withStore(async (store) => {
    const manifest = await fileManifest(request.files, store);
    return untilInterrupted(address, (signal) => explainFinding(address, name, request, { manifest, acknowledged, ownChecks, signal }));
  });
  if (flags.format === 'json') {
    terminal.print(explanationJson(explanation));
    return;
  }
  const colors = picocolors.createColors(color && terminal.hasColors);
  terminal.print(explanationLines(explanation, { colors, target: repeatedFlags(flags) }).join('\n'));
}

function explainCheck(check: Check, flags: ExplainFlags, terminal: Terminal): void {
  if (flags.format === 'json') {
    terminal.print(answerJson({ check: checkMembers(check), sql: sqlOf(check) }));
    return;
  }
  const colors = picocolors.createColors(flags.color && terminal.hasColors);
  terminal.print(explanation(check, repeatedFlags(flags), colors.bold).join('\n'));
}

function explanation(check: Check, target: ReportOptions['target'], bold: (text: string) => string): readonly string[] {
  const causes = Object.entries(check.causes);
  const needs = Object.entries(check.needs).map(
    ([table, columns]) => printed`  ${table}${columns.length === 0 ? '' : ` (${columns.join(', ')})`}`,
  );
  return [
    `${bold(printable(check.title))}   ${printable(check.id)}, ${printable(check.group)}, ${check.severity}${check.phase === null ? '' : `, phase ${check.phase}`}`,
    '',
    `${bold('Must hold')}   ${printable(check.invariant)}`,
    `${bold('Why')}         ${printable(check.why)}`,
    `${bold('What to do')}  ${printable(check.advice)}`,
    `${bold('Repair')}      ${printable(check.repair)}`,
    ...(check.source === undefined ? [] : [`${bold('Defined in')}  ${printable(check.source)}`]),
    ...(causes.length === 0 ? [] : ['', bold('Causes'), ...causes.map(([cause, meaning]) => printed`  ${cause}: ${meaning}`)]),
    ...(needs.length === 0 ? [] : ['', bold('Reads'), ...needs]),
    ...sqlOf(check).flatMap(({ engine, text }) => ['', bold(`SQL on ${engine}`), ...text.split('\n').map(withoutControls)]),
    '',
    `Next: ${target.program} --only ${shellWord(check.id)}${target.database}${target.store}${target.files}${target.baseline} --detailed`,
  ];
}
