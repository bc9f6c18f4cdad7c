import { InvalidArgumentError, Option, type Command } from 'commander';
import { systemClock } from '../../clock.ts';
import { dayOf, EXIT, isOver } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { addDatabaseOptions, addGlobalOptions, addRedactOption, addScopeOptions, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { AckFlags } from '../commands/ack.ts';

/** `ack`: takes findings out of the counts, the exit code and the repair, as known ones. */
export function addAckCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('ack')
    .argument('[finding...]', 'fingerprints, the beginnings of them, or CHECK:KEY such as quest-status:5')
    .description('acknowledge findings: they are shown apart and count for nothing, until they expire or change')
    .option('--all-current', 'acknowledge all that an audit finds now and that is not acknowledged yet')
    .addOption(
      new Option('--reason <text>', 'why they are left alone: the next report says so').argParser(text(2000)).makeOptionMandatory(),
    )
    .option('--until <date>', 'the last day on which it holds, YYYY-MM-DD in UTC (default: no end)', lastDay)
    .option('--by <name>', 'who says so (default: the name of this account)', text(255));
  addGlobalOptions(addRedactOption(addDatabaseOptions(addStoreOption(addScopeOptions(command)))));
  addEnding(command, ENDING);
  command.action(async (names: readonly string[], flags: AckFlags) => {
    const { acknowledge } = await import('../commands/ack.ts');
    await acknowledge(names, flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = {
  note: 'The keys of a finding are what JSON shows as its "key"; where there are several, join them with "/": the leading ones suffice where they fit only one.',
  examples: [
    'peerquest-audit ack quest-status:5 --reason "the quest stays open on purpose" --until 2026-12-31',
    'peerquest-audit ack 78bd0e90 --reason "known since the outage" --by ops',
    'peerquest-audit ack --all-current --only sync --reason "before we came" --baseline audit-baseline.json',
  ],
};

function text(longest: number): (value: string) => string {
  return (value) => {
    if (value.trim() === '') throw new InvalidArgumentError('It must not be empty.');
    if (value.length > longest) throw new InvalidArgumentError(`It must be at most ${longest} characters long.`);
    return value.trim();
  };
}

function lastDay(value: string): string {
  const time = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(NaN);
  if (Number.isNaN(time.getTime()) || dayOf(time) !== value) throw new InvalidArgumentError('It must be a date such as 2026-12-31.');
  if (isOver(value, dayOf(systemClock()))) throw new InvalidArgumentError('That day is over.');
  return value;
}
