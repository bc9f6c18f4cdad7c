import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addWritingOptions, listOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { UndoFlags } from '../commands/undo.ts';

/** `undo`: takes a run back. */
export function addUndoCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('undo')
    .argument('<run>', 'a run: its id, the beginning of it, or "last", the newest repair that is not undone yet')
    .description('take a repair (or an undo) back; rows that were changed since are reported and left alone')
    .optionsGroup(HEADINGS.repair)
    .option('--dry-run', 'show what would be undone')
    .addOption(
      listOption(
        '--only <records>',
        'take back only these records of the run, such as quest:5 (comma-separated); the others can be undone later',
      ),
    )
    .option('--unknown', 'also undo changes of which nobody knows whether they were made')
    .option(
      '--trust-store',
      'undo a run whose journal is not signed with your key: every change is shown in full, and a person has to answer',
    );
  addGlobalOptions(addDatabaseOptions(addWritingOptions(addReportOptions(command))));
  addEnding(command, {
    exitCodes: '0 undone, 1 there were conflicts, 2 failed, 3 refused before anything was touched, 130 interrupted.',
    examples: ['peerquest-audit undo last --dry-run', 'peerquest-audit undo 9217bf50 --only quest:5'],
  });
  command.action(async (run: string, flags: UndoFlags) => {
    const { runUndo } = await import('../commands/undo.ts');
    terminal.exit(await runUndo(run, flags, terminal));
  });
}
