import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { addDatabaseOptions, addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { InitFlags } from '../commands/init.ts';

/** `init`: a configuration for the database at hand. */
export function addInitCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('init')
    .description(
      'look whose the database is, and write a configuration for it, a .env with its address, and first checks where it is not PeerQuest’s; nothing is overwritten',
    )
    .option('--dry-run', 'show what would be written');
  addGlobalOptions(addDatabaseOptions(command));
  addEnding(command, ENDING);
  command.action(async (flags: InitFlags) => {
    await (await import('../commands/init.ts')).init(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  exitCodes: '0 written, or there already, 2 the database cannot be read, or a file cannot be written.',
  examples: ['peerquest-audit init --database db.sqlite3', 'peerquest-audit init --database postgresql://… --dry-run'],
};
