import type { Command } from 'commander';
import { addDatabaseOptions, addGlobalOptions, type DatabaseFlags, type GlobalFlags } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** `doctor`: everything that stands between this machine and a good audit. */
export function addDoctorCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('doctor')
    .description('verify the environment: URL, connection, server, privileges, tables, indexes, journal mode, clock');
  addGlobalOptions(addDatabaseOptions(command)).action(async (flags: DatabaseFlags & GlobalFlags) => {
    const { runDoctor } = await import('../commands/doctor.ts');
    terminal.exit(await runDoctor(flags, terminal));
  });
}
