import { Option, type Command } from 'commander';
import { findDatabase } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import { EXIT } from '../../model/index.ts';
import { asDjango, asSql, assess } from '../../prevent/index.ts';
import { addDatabaseOptions, addGlobalOptions, type DatabaseFlags, type GlobalFlags } from '../options.ts';
import { fileOutput, streamOutput } from '../output.ts';
import { readSettings } from '../read-settings.ts';
import { refuseOverwriting } from '../refuse-overwriting.ts';
import type { Terminal } from '../terminal.ts';

interface PreventFlags extends DatabaseFlags, GlobalFlags {
  readonly format: 'sql' | 'django';
  readonly app?: string;
  readonly output?: string;
}

/** `prevent`: the constraints that would keep findings from coming back, as SQL or as a Django migration. It runs nothing. */
export function addPreventCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('prevent')
    .description('print the constraints that keep findings from coming back, and what is in their way; runs nothing')
    .addOption(
      new Option('--format <format>', 'a script for this database, or a Django migration').choices(['sql', 'django']).default('sql'),
    )
    .option('--app <label>', 'with --format django: only the migration of this Django application')
    .option('--output <file>', 'write to a file, where it appears when it is whole; - is stdout');
  addGlobalOptions(addDatabaseOptions(command)).action(async (flags: PreventFlags) => {
    await runPrevent(flags, terminal);
    terminal.exit(EXIT.clean);
  });
}

async function runPrevent(flags: PreventFlags, terminal: Terminal): Promise<void> {
  const { format, app, output } = flags;
  if (app !== undefined && format !== 'django') {
    throw new UsageError('APP_WITHOUT_DJANGO', '--app chooses among migrations: it needs --format django.');
  }
  const settings = await readSettings(flags);
  const { address } = await findDatabase(flags, settings, process.env);
  await refuseOverwriting({ '--output': output }, { address, flags, settings });
  const out = output === undefined || output === '-' ? streamOutput(terminal.stdout) : fileOutput(output);
  try {
    const prevention = await assess(address);
    out.write(format === 'sql' ? asSql(prevention) : asDjango(prevention, app ?? null));
    await out.finish();
  } catch (error) {
    out.discard();
    throw error;
  }
}
