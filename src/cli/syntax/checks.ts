import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addConfigOption, addGlobalOptions, type ConfigFlags, type GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `checks`: every check in a line. */
export function addChecksCommand(program: Command, terminal: Terminal): void {
  const command = program.command('checks').description('list the checks, yours too: id, group, severity, whether a repair exists');
  addGlobalOptions(addConfigOption(command)).action(async (flags: ConfigFlags & GlobalFlags) => {
    const { listChecks } = await import('../commands/checks.ts');
    await listChecks(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
