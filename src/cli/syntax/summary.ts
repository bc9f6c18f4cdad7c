import { Option, type Command } from 'commander';
import { EXIT, GROUPINGS } from '../../model/index.ts';
import type { SummaryFlags } from '../commands/summary.ts';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions, addSubjectOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { addReadingOptions } from './runs.ts';

/** `summary`: what is there, counted. */
export function addSummaryCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('summary')
    .description('count what is there now as far as the history knows, without touching the database')
    .addOption(new Option('--by <what>', 'by what').choices(GROUPINGS).default('check'))
    .option('--limit <n>', 'at most so many lines; all with --format json', wholeNumber(1), 50);
  addEnding(addSubjectOption(command), ENDING);
  addGlobalOptions(addReadingOptions(command)).action(async (flags: SummaryFlags) => {
    const { summarize } = await import('../commands/summary.ts');
    await summarize(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  note: 'An incident is a burst: findings whose rows date from the same hours, more than come together by chance.',
  examples: ['peerquest-audit summary --by cause', 'peerquest-audit summary --by incident'],
};
