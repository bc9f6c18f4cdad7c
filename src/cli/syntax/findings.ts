import { Option, type Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import type { FindingsFlags } from '../commands/findings.ts';
import { addEnding } from '../help-ending.ts';
import { age } from '../age.ts';
import { addGlobalOptions, addSubjectOption, listOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { addReadingOptions } from './runs.ts';

/** `findings`: what is there as far as the history knows. */
export function addFindingsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('findings')
    .description('list what is there now as far as the history knows, without touching the database')
    .addOption(new Option('--new', 'only what the last run that looked has found for the first time').conflicts('returned'))
    .option('--returned', 'only what had gone and is there again')
    .option('--acknowledged', 'only what is acknowledged')
    .option('--no-acknowledged', 'only what is not acknowledged')
    .option('--older-than <age>', 'only what is there for longer, such as 30d', age)
    .option('--user <name>', 'only findings about this user')
    .option('--quest <id>', 'only findings about this quest')
    .addOption(listOption('--check <ids>', 'only findings of these checks (comma-separated)'))
    .option('--cause <cause>', 'only findings of this cause')
    .option('--limit <n>', 'list at most this many (default: 50; all with --format json)', wholeNumber(0));
  addGlobalOptions(addReadingOptions(addSubjectOption(command)));
  addEnding(command, ENDING);
  command.action(async (flags: FindingsFlags) => {
    const { listFindings } = await import('../commands/findings.ts');
    await listFindings(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  note: 'The history knows of findings from audits that list them: with --detailed, with --record-findings, or in a form for programs.',
  examples: ['peerquest-audit findings --new', 'peerquest-audit findings --older-than 30d --no-acknowledged --format json'],
};
