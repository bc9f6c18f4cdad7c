import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addGlobalOptions, addSubjectOption } from '../options.ts';
import { since } from '../since.ts';
import type { Terminal } from '../terminal.ts';
import type { TrendFlags } from '../commands/trend.ts';
import { addReadingOptions } from './runs.ts';

/** `trend`: how the findings have developed. */
export function addTrendCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('trend')
    .description('show how the open findings have developed, from the store: a chart, or the same in words');
  command
    .optionsGroup(HEADINGS.scope)
    .option('--since <time>', 'from then on: 90d, 12h, or a day (default: 90d)', (value: string) => since(value))
    .option('--check <id>', 'this check only');
  addEnding(addSubjectOption(command), ENDING);
  addGlobalOptions(addReadingOptions(command)).action(async (flags: TrendFlags) => {
    const { printTrend } = await import('../commands/trend.ts');
    await printTrend(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  note: 'Only runs that looked at all users count. A check that a run did not look at, or that gave no answer, is a gap in the chart and never zero.',
  examples: ['peerquest-audit trend', 'peerquest-audit trend --since 365d --check approved-without-participant'],
};
