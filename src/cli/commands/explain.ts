import picocolors from 'picocolors';
import { allChecks, checkById, withOverrides, type Check } from '../../checks/index.ts';
import { sqlOf } from '../../audit/index.ts';
import { printed, printable, shellWord, withoutControls } from '../../model/index.ts';
import { Workspace } from '../../workspace/index.ts';
import type { ConfigFlags, GlobalFlags } from '../options.ts';
import { repeatedFlags } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** Prints what is to be known of one check. */
export async function explainCheck(id: string, flags: ConfigFlags & GlobalFlags, terminal: Terminal): Promise<void> {
  const { checks = [], overrides = {} } = (await Workspace.open(flags)).settings;
  const colors = picocolors.createColors(flags.color && terminal.hasColors);
  terminal.print(
    explanation(checkById(id, withOverrides(allChecks(checks), overrides)), repeatedFlags(flags).config, colors.bold).join('\n'),
  );
}

function explanation(check: Check, config: string, bold: (text: string) => string): readonly string[] {
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
    `Next: peerquest-audit --only ${shellWord(check.id)}${config} --detailed`,
  ];
}
