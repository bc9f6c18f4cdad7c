import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions, listOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { ShowFlags } from '../commands/show.ts';
import { addNarrowingOptions, addReadingOptions } from './runs.ts';

/** `show`: one run, or a saved plan, with each change before and after. */
export function addShowCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('show')
    .argument('<run>', 'a run: its id, the beginning of it, or "last"; or the file of a saved plan')
    .description('tell of one run: what was found and changed, by whom, when, with which version; each change with before and after')
    .addOption(listOption('--check <ids>', 'only changes that mend findings of these checks (comma-separated)'))
    .option('--limit <n>', 'list at most this many changes', wholeNumber(0));
  addEnding(command, { examples: ['peerquest-audit show last', 'peerquest-audit show monday.plan'] });
  addGlobalOptions(addReadingOptions(addNarrowingOptions(command))).action(async (name: string, flags: ShowFlags) => {
    const { showRunOrPlan } = await import('../commands/show.ts');
    await showRunOrPlan(name, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
