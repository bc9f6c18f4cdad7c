import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addFormatOption, addGlobalOptions, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { DoctorFlags } from '../commands/doctor.ts';

/** `doctor`: everything that stands between this machine and a good audit. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('doctor')
    .description('verify the environment: URL, connection, server, privileges, tables, indexes, journal mode, clock, store')
    .optionsGroup(HEADINGS.report)
    .option('--detailed', 'a line for each thing, also for each check and index that is well');
  addEnding(command, { examples: ['peerquest-audit doctor --database env:DATABASE_URL', 'peerquest-audit doctor --detailed'] });
  addGlobalOptions(addFormatOption(addDatabaseOptions(addStoreOption(command)))).action(async (flags: DoctorFlags) => {
    const { runDoctor } = await import('../commands/doctor.ts');
    terminal.exit(await runDoctor(flags, terminal));
  });
}
