import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addConfigOption, addGlobalOptions, type ConfigFlags, type GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `explain ID`: what a check means, how a finding comes to be, what to do, and the SQL on each engine. */
export function addExplainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('explain')
    .argument('<id>', 'a check, as "peerquest-audit checks" lists them')
    .description('tell what a check means, what causes a finding, what a repair does, and its SQL');
  addGlobalOptions(addConfigOption(command)).action(async (id: string, flags: ConfigFlags & GlobalFlags) => {
    const { explainCheck } = await import('../commands/explain.ts');
    await explainCheck(id, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
