import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addConfigOption, addFormatOption, addGlobalOptions, addStoreOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { RunsFlags } from '../commands/runs.ts';

/** `runs`: the repairs and undos that the store knows. */
export function addRunsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('runs')
    .description('list repairs and undos: when, what, how they ended, how much they changed; newest first')
    .option('--limit <n>', 'at most this many', wholeNumber(1), 20);
  addGlobalOptions(addReadingOptions(command)).action(async (flags: RunsFlags) => {
    const { listRuns } = await import('../commands/runs.ts');
    await listRuns(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

/** Adds the options of commands that only read the store. */
export function addReadingOptions(command: Command): Command {
  return addFormatOption(addConfigOption(addStoreOption(command)));
}
