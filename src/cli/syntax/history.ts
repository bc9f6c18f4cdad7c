import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import type { HistoryFlags } from '../history-options.ts';
import { addEnding } from '../help-ending.ts';
import { addGlobalOptions, addSubjectOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import { addReadingOptions } from './runs.ts';

/** `history`: the life of one finding. */
export function addHistoryCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('history')
    .description('tell the life of one finding: when it was found, changed, acknowledged, gone, there again')
    .argument('<finding>', 'CHECK:KEY as reports name it, its fingerprint, or the beginning of that');
  addGlobalOptions(addReadingOptions(addSubjectOption(command)));
  addEnding(command, { examples: ['peerquest-audit history quest-status:5'] });
  command.action(async (name: string, flags: HistoryFlags) => {
    const { tellHistory } = await import('../commands/history.ts');
    await tellHistory(name, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}
