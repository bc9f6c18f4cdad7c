import type { Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addFileOptions } from '../file-flags.ts';
import { addEnding } from '../help-ending.ts';
import { addBaselineOption, addDatabaseOptions, addFormatOption, addGlobalOptions, addRedactOption, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { ExplainFlags } from '../commands/explain.ts';

/** `explain NAME`: what a check means and its SQL; or of one finding what led to it, what a repair would do, its row as SQL. */
export function addExplainCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('explain')
    .argument(
      '<name>',
      'a check, as "peerquest-audit checks" lists them; or a finding: CHECK:KEY, as --detailed shows it, or its fingerprint',
    )
    .description('tell what a check means, what a repair does, and its SQL; or what led to one finding, and how to mend it; reads only');
  addGlobalOptions(addRedactOption(addFormatOption(addDatabaseOptions(addStoreOption(addFileOptions(addBaselineOption(command)))))));
  addEnding(command, ENDING);
  command.action(async (name: string, flags: ExplainFlags) => {
    const { explain } = await import('../commands/explain.ts');
    await explain(name, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  exitCodes: '0 explained, 2 the name means nothing (any more), several findings, or nothing that could be looked at.',
  examples: [
    'peerquest-audit explain quest-status',
    'peerquest-audit explain quest-assignment:4 --database db.sqlite3',
    'peerquest-audit explain 78bd0e90 --format json',
  ],
};
