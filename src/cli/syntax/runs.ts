import { InvalidArgumentError, Option, type Command } from 'commander';
import { EXIT, type RunMode } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { since } from '../since.ts';
import {
  addConfigOption,
  addFormatOption,
  addGlobalOptions,
  addRedactOption,
  addStoreOption,
  addSubjectOption,
  wholeNumber,
} from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { RunsFlags } from '../commands/runs.ts';

const MODES = ['audit', 'dry-run', 'fix', 'undo'] as const;

/** `runs`: the runs that the store knows. */
export function addRunsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('runs')
    .description('list audits, previews, repairs and undos: when, what, how they ended, what they found or changed; newest first')
    .option('--limit <n>', 'at most this many', wholeNumber(1), 20)
    .addOption(new Option('--mode <modes>', `only such runs: ${MODES.join(', ')} (comma-separated)`).argParser(modes))
    .option('--since <time>', 'only runs since then: a day, or a length of time before now such as 7d', (value: string) => since(value))
    .option('--check <id>', 'only runs that looked at this check')
    .option('--performance', 'how long each took, and each check: with the rows examined, and rows per second');
  addNarrowingOptions(command);
  addEnding(command, {
    examples: ['peerquest-audit runs --since 7d', 'peerquest-audit runs --mode fix,undo', 'peerquest-audit runs --performance'],
  });
  addGlobalOptions(addReadingOptions(command)).action(async (flags: RunsFlags) => {
    const { printRuns } = await import('../commands/runs.ts');
    await printRuns(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

function modes(value: string, previous: readonly RunMode[] = []): readonly RunMode[] {
  return value.split(',').reduce<readonly RunMode[]>((named, name) => {
    const mode = MODES.find((one) => one === name.trim());
    if (mode === undefined) throw new InvalidArgumentError(`It must be one or several of ${MODES.join(', ')}.`);
    return [...named, mode];
  }, previous);
}

/** Adds the options that say which runs are meant. */
export function addNarrowingOptions(command: Command): Command {
  return addSubjectOption(
    command
      .option('--user <name>', 'only runs narrowed to this user')
      .option(
        '--database <name>',
        'only runs of this database: its name in the configuration file, its file or URL, or its name on its server',
      ),
  );
}

/** Adds the options of commands that only read the store. */
export function addReadingOptions(command: Command): Command {
  return addRedactOption(addFormatOption(addConfigOption(addStoreOption(command))));
}
