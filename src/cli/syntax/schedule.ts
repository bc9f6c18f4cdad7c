import { Option, type Command } from 'commander';
import { EXIT } from '../../model/index.ts';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addFormatOption, addGlobalOptions, addStoreOption, wholeNumber } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { ScheduleFlags } from '../commands/schedule.ts';

const FORMS = ['crontab', 'systemd', 'windows', 'kubernetes', 'github', 'gitlab', 'railway'] as const;

/** `schedule`: when the service audits by itself. */
export function addScheduleCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('schedule')
    .description('show when the jobs of the service come next, or print the same for another scheduler')
    .optionsGroup(HEADINGS.service)
    .option('--limit <n>', 'so many times of each job', wholeNumber(1), 3)
    .addOption(new Option('--print <kind>', 'entries for those who would rather let their system do it').choices(FORMS));
  addGlobalOptions(addFormatOption(addDatabaseOptions(addStoreOption(command))));
  addEnding(command, ENDING);
  command.action(async (flags: ScheduleFlags) => {
    const { printSchedule } = await import('../commands/schedule.ts');
    await printSchedule(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

const ENDING = { examples: ['peerquest-audit schedule', 'peerquest-audit schedule --print systemd'] };
