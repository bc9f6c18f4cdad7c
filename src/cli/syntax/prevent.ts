import { Option, type Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { addDatabaseOptions, addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { PreventFlags } from '../commands/prevent.ts';

/** `prevent`: the constraints that would keep findings from coming back, as SQL or as a Django migration. It runs nothing. */
export function addPreventCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('prevent')
    .description('print the constraints that keep findings from coming back, and what is in their way; runs nothing')
    .addOption(
      new Option('--format <format>', 'a script for this database, a Django migration, or what was found, for programs')
        .choices(['sql', 'django', 'json'])
        .default('sql'),
    )
    .option('--app <label>', 'with --format django: only the migration of this Django application')
    .option('--output <file>', 'write to a file, where it appears when it is whole; - is stdout');
  addEnding(command, {
    examples: ['peerquest-audit prevent --output constraints.sql', 'peerquest-audit prevent --format django --app quests'],
  });
  addGlobalOptions(addDatabaseOptions(command)).action(async (flags: PreventFlags) => {
    const { runPrevent } = await import('../commands/prevent.ts');
    await runPrevent(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
