import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions, addTrustOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { TestFlags } from '../commands/test.ts';

/** `test [FILES]`: runs the tests of one's own checks. */
export function addTestCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('test')
    .argument('[files...]', 'files with tests, or folders in which they are (default: checks)')
    .description('run the tests of your own checks, as "new-check" writes them; nothing else need be installed');
  addGlobalOptions(addTrustOption(command));
  addEnding(command, ENDING);
  command.action(async (files: readonly string[], flags: TestFlags) => {
    await (await import('../commands/test.ts')).test(files, flags, terminal);
  });
}

const ENDING = {
  exitCodes: '0 all tests passed, 1 one failed, 2 one could not be run, or there is none.',
  examples: ['peerquest-audit test', 'peerquest-audit test checks/order-total.test.ts'],
};
