import { InvalidArgumentError, Option, type Command } from 'commander';
import { rowId } from '../../model/index.ts';
import type { KeepRule } from '../../repair/index.ts';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addWritingOptions, DECIDED_CHECK } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { DuplicateFlags } from '../commands/repair.ts';

/** `repair duplicate-participant`: a repair that needs a person's decision. */
export function addRepairCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('repair')
    .argument('<check>', `a check whose repair needs a decision: ${DECIDED_CHECK}`)
    .argument('[finding...]', 'findings, as --detailed names them, their fingerprints, or the beginnings of either (default: all)')
    .description('repair what needs a decision of yours: merge the duplicate participant rows of a person on a quest into one')
    .optionsGroup(HEADINGS.scope)
    .option('--user <who>', 'only the duplicates of this user, by name, e-mail address or id')
    .optionsGroup(HEADINGS.repair)
    .addOption(
      new Option('--keep <row>', 'which row stays: the one who joined earliest or latest, or the row with this id')
        .argParser(keepRule)
        .makeOptionMandatory(),
    )
    .option('--dry-run', 'show what would be done');
  addGlobalOptions(addDatabaseOptions(addWritingOptions(addReportOptions(command))));
  addEnding(command, ENDING);
  command.action(async (check: string, findings: readonly string[], flags: DuplicateFlags) => {
    const { runDuplicates } = await import('../commands/repair.ts');
    terminal.exit(await runDuplicates(check, findings, flags, terminal));
  });
}

const ENDING = {
  note: 'Submissions and submission attempts move to the row that stays, which keeps the earliest joined_at; the other rows are deleted. No completion date is written. The run is journaled: "undo last" takes it back.',
  examples: [
    `peerquest-audit repair ${DECIDED_CHECK} --keep earliest --user student2 --dry-run`,
    `peerquest-audit repair ${DECIDED_CHECK} --keep 4711`,
  ],
};

function keepRule(value: string): KeepRule {
  if (value === 'earliest' || value === 'latest') return value;
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be "earliest", "latest", or the id of a participant row.');
  return { participantId: rowId(value) };
}
