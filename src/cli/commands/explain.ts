import type { Command } from 'commander';
import picocolors from 'picocolors';
import { allChecks, checkById, type Check } from '../../checks/index.ts';
import { sqlOf } from '../../audit/index.ts';
import { EXIT, line, printable, shellWord, withoutControls } from '../../model/index.ts';
import { addConfigOption, addGlobalOptions, type ConfigFlags, type GlobalFlags } from '../options.ts';
import { readSettings } from '../read-settings.ts';
import { targetOf } from '../resolve-options.ts';
import type { Terminal } from '../terminal.ts';

/** `explain ID`: what a check means, how a finding comes to be, what to do, and the SQL on each engine. */
export function addExplainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('explain')
    .argument('<id>', 'a check, as "peerquest-audit checks" lists them')
    .description('tell what a check means, what causes a finding, what a repair does, and its SQL');
  addGlobalOptions(addConfigOption(command)).action(async (id: string, flags: ConfigFlags & GlobalFlags) => {
    const own = (await readSettings(flags)).checks ?? [];
    const colors = picocolors.createColors(flags.color && terminal.hasColors);
    terminal.print(explanation(checkById(id, allChecks(own)), targetOf(flags).config, colors.bold).join('\n'));
    terminal.exit(EXIT.clean);
  });
}

function explanation(check: Check, config: string, bold: (text: string) => string): readonly string[] {
  const causes = Object.entries(check.causes);
  const needs = Object.entries(check.needs).map(
    ([table, columns]) => line`  ${table}${columns.length === 0 ? '' : ` (${columns.join(', ')})`}`,
  );
  return [
    `${bold(printable(check.title))}   ${printable(check.id)}, ${printable(check.group)}, ${check.severity}${check.phase === null ? '' : `, phase ${check.phase}`}`,
    '',
    `${bold('Must hold')}   ${printable(check.invariant)}`,
    `${bold('Why')}         ${printable(check.why)}`,
    `${bold('What to do')}  ${printable(check.advice)}`,
    `${bold('Repair')}      ${printable(check.repair)}`,
    ...(check.source === undefined ? [] : [`${bold('Defined in')}  ${printable(check.source)}`]),
    ...(causes.length === 0 ? [] : ['', bold('Causes'), ...causes.map(([cause, meaning]) => line`  ${cause}: ${meaning}`)]),
    ...(needs.length === 0 ? [] : ['', bold('Reads'), ...needs]),
    ...sqlOf(check).flatMap(({ engine, text }) => ['', bold(`SQL on ${engine}`), ...text.split('\n').map(withoutControls)]),
    '',
    `Next: peerquest-audit --only ${shellWord(check.id)}${config} --detailed`,
  ];
}
