import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addFormatOption, addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { ChecksFlags } from '../commands/checks.ts';

/** `checks`: every check in a line. */
export function addChecksCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('checks')
    .description(
      'list the checks, yours too: id, group, severity, whether a repair exists; of another application’s database, those that fit',
    )
    .optionsGroup(HEADINGS.scope)
    .option('--all', 'list every check, and look at no database');
  addEnding(command, { examples: ['peerquest-audit checks', 'peerquest-audit checks --all --json'] });
  addGlobalOptions(addFormatOption(addDatabaseOptions(command))).action(async (flags: ChecksFlags) => {
    const { listChecks } = await import('../commands/checks.ts');
    await listChecks(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
