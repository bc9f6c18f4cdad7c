import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import type { CompareFlags } from '../commands/compare.ts';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions, addSubjectOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { addReadingOptions } from './runs.ts';

/** `compare`: what became of findings between two runs. */
export function addCompareCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('compare')
    .description('tell what became of findings between two runs: new, there again, changed, gone, still there')
    .argument('[one]', 'a run: its id, the beginning of it, last, last~1, or a day such as 2026-11-28', 'last~1')
    .argument('[other]', 'another run', 'last')
    .option('--limit <n>', 'list at most this many of each kind (default: 20; all with --format json)', wholeNumber(0));
  addGlobalOptions(addReadingOptions(addSubjectOption(command)));
  addEnding(command, {
    note: 'Compared are the checks of which both runs listed all findings: with --detailed, with --record-findings, or in a form for programs.',
    examples: ['peerquest-audit compare', 'peerquest-audit compare 2026-11-01 last --format json'],
  });
  command.action(async (one: string, other: string, flags: CompareFlags) => {
    const { compareTwo } = await import('../commands/compare.ts');
    await compareTwo(one, other, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
