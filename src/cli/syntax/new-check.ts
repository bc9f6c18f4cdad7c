import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { addDatabaseOptions, addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { NewCheckFlags } from '../commands/new-check.ts';
import type { ProposeFlags } from '../commands/propose.ts';

/** `new-check ID`: the beginnings of a check of one's own, its test and its page. `new-check --table TABLE`: declared checks that fit a table. */
export function addNewCheckCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('new-check')
    .argument('[id]', 'the id of the check: lower-case words with hyphens, such as order-total')
    .description(
      'write the beginnings of a check of your own, with its test and its page, or propose checks for a table; nothing is overwritten',
    )
    .option('--table <table>', 'propose checks that fit this table, as a .yaml file: its columns and rows are read')
    .option('--print', 'with --table: print them instead')
    .option('--sql', 'a .sql file instead of TypeScript')
    .option('--dir <dir>', 'the folder to write to', 'checks');
  addEnding(command, { examples: ['peerquest-audit new-check order-total', 'peerquest-audit new-check --table orders --print'] });
  addGlobalOptions(addDatabaseOptions(command)).action(
    async (id: string | undefined, flags: NewCheckFlags & ProposeFlags & { readonly table?: string }) => {
      if ((id === undefined) === (flags.table === undefined)) {
        throw new UsageError(
          'CONFLICTING_FLAGS',
          'new-check takes the id of a check, or --table with the name of a table: give one of the two.',
        );
      }
      if (id !== undefined) await (await import('../commands/new-check.ts')).newCheck(id, flags, terminal);
      if (flags.table !== undefined) await (await import('../commands/propose.ts')).propose(flags.table, flags, terminal);
      terminal.exit(EXIT.clean);
    },
  );
}
