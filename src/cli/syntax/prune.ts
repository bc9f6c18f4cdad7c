import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import type { PruneFlags } from '../commands/prune.ts';
import { age } from '../age.ts';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { addReadingOptions } from './runs.ts';

/** What is kept unless told otherwise. */
const KEEP = '400d';

/** `prune`: takes away what old runs said. */
export function addPruneCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('prune')
    .description('take away what runs of long ago said, and findings that were over by then; counts are kept for ever')
    .option('--keep <age>', `keep what is younger, such as ${KEEP}`, age, age(KEEP))
    .option('--journal', 'also the journals of repairs of that time: they can no longer be undone then')
    .option('--dry-run', 'only say how much it would be');
  addGlobalOptions(addReadingOptions(command));
  addEnding(command, {
    note: 'What is still there is kept, whenever it began. A finding that comes back after its end was pruned is new.',
    examples: ['peerquest-audit prune --keep 180d --dry-run'],
  });
  command.action(async (flags: PruneFlags) => {
    const { pruneHistory } = await import('../commands/prune.ts');
    await pruneHistory(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
