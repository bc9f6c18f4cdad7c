import picocolors from 'picocolors';
import { allChecks, checkById, withOverrides, type Check } from '../../checks/index.ts';
import { sqlOf } from '../../audit/index.ts';
import { printed, printable, shellWord, withoutControls } from '../../model/index.ts';
import { answerJson, explanationJson, explanationText, type ExplanationText, type ReportOptions } from '../../report/index.ts';
import { explainFinding, findingName } from '../../service/index.ts';
import { acknowledgementsToReport, fileManifest, Workspace } from '../../workspace/index.ts';
import { checkMembers } from '../../service/index.ts';
import type { FileFlags } from '../file-flags.ts';
import { untilInterrupted } from '../reading-interrupt.ts';
import type { DatabaseFlags, FormatFlag, GlobalFlags, KeepingFlags, RedactFlag } from '../options.ts';
import { resolveOptions, repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `explain`. */
export type ExplainFlags = DatabaseFlags & GlobalFlags & KeepingFlags & FileFlags & FormatFlag & RedactFlag;

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
    terminal.print(explanationJson(explanation), 'data');
    return;
  }
  const colors = picocolors.createColors(color && terminal.hasColors);
  print(explanationText(explanation, { colors, target: repeatedFlags(flags) }), terminal);
}

function explainCheck(check: Check, flags: ExplainFlags, terminal: Terminal): void {
  if (flags.format === 'json') {
    terminal.print(answerJson({ check: checkMembers(check), sql: sqlOf(check) }), 'data');
    return;
  }
  const colors = picocolors.createColors(flags.color && terminal.hasColors);
  print(explanation(check, repeatedFlags(flags), colors.bold), terminal);
}

function print({ told, sql, next }: ExplanationText, terminal: Terminal): void {
  terminal.print(told.join('\n'));
  if (sql.length > 0) terminal.print(sql.join('\n'), 'code');
  terminal.print(next.join('\n'));
}

function explanation(check: Check, target: ReportOptions['target'], bold: (text: string) => string): ExplanationText {
  const causes = Object.entries(check.causes);
  const needs = Object.entries(check.needs).map(
    ([table, columns]) => printed`  ${table}${columns.length === 0 ? '' : ` (${columns.join(', ')})`}`,
  );
  const told = [
    `${bold(printable(check.title))}   ${printable(check.id)}, ${printable(check.group)}, ${check.severity}${check.phase === null ? '' : `, phase ${check.phase}`}`,
    '',
    `${bold('Must hold')}   ${printable(check.invariant)}`,
    `${bold('Why')}         ${printable(check.why)}`,
    `${bold('What to do')}  ${printable(check.advice)}`,
    `${bold('Repair')}      ${printable(check.repair)}`,
    ...(check.source === undefined ? [] : [`${bold('Defined in')}  ${printable(check.source)}`]),
    ...(causes.length === 0 ? [] : ['', bold('Causes'), ...causes.map(([cause, meaning]) => printed`  ${cause}: ${meaning}`)]),
    ...(needs.length === 0 ? [] : ['', bold('Reads'), ...needs]),
  ];
  return {
    told,
    sql: sqlOf(check).flatMap(({ engine, text }) => ['', bold(`SQL on ${engine}`), ...text.split('\n').map(withoutControls)]),
    next: [
      '',
      `Next: ${target.program} --only ${shellWord(check.id)}${target.database}${target.store}${target.files}${target.baseline} --detailed`,
    ],
  };
}
