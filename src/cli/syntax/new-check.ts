import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addConfigOption, addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { NewCheckFlags } from '../commands/new-check.ts';

/** `new-check ID`: the beginnings of a check of one's own, its test and its page. */
export function addNewCheckCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('new-check')
    .argument('<id>', 'the id of the check: lower-case words with hyphens, such as order-total')
    .description('write the beginnings of a check of your own, with its test and its page; nothing is overwritten')
    .option('--sql', 'a .sql file instead of TypeScript')
    .option('--dir <dir>', 'the folder to write them to', 'checks');
  addGlobalOptions(addConfigOption(command)).action(async (id: string, flags: NewCheckFlags) => {
    const { newCheck } = await import('../commands/new-check.ts');
    await newCheck(id, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
