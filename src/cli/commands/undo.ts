import type { Command } from 'commander';
import { findDatabase, readConfigFile } from '../../config/index.ts';
import { UsageError } from '../../errors.ts';
import { findStore, openStore } from '../../history/index.ts';
import { undoDatabase } from '../../service/index.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addWritingOptions } from '../options.ts';
import { resolveOptions } from '../resolve-options.ts';
import { Guard, runWriting, writingOptions, type RepairFlags } from '../run-repair.ts';
import type { Terminal } from '../terminal.ts';

interface UndoFlags extends RepairFlags {
  readonly dryRun?: boolean;
  readonly unknown?: boolean;
}

/** `undo`: takes a run back. */
export function addUndoCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('undo')
    .argument('<run>', 'a run: its id, the beginning of it, or "last"')
    .description('take a repair (or an undo) back; rows that were changed since are reported and left alone')
    .option('--dry-run', 'show what would be undone')
    .option('--unknown', 'also undo changes of which nobody knows whether they were made');
  addGlobalOptions(addDatabaseOptions(addWritingOptions(addReportOptions(command))));
  command.addHelpText(
    'after',
    '\nExit codes: 0 undone, 1 there were conflicts, 2 failed, 3 refused before anything was touched, 130 interrupted.',
  );
  command.action(async (run: string, flags: UndoFlags) => {
    terminal.exit(await runUndo(run, flags, terminal));
  });
}

async function runUndo(name: string, flags: UndoFlags, terminal: Terminal): Promise<number> {
  const settings = await readConfigFile(flags.config ?? null);
  const options = resolveOptions(flags, settings);
  const { address } = await findDatabase(flags.database ?? null, settings.database ?? null, process.env);
  const location = findStore({
    flag: flags.store ?? null,
    fileSetting: settings.store ?? null,
    environment: process.env,
    audited: address,
  });
  const store = await openStore(location, { create: false });
  if (store === null) {
    throw new UsageError('NO_RUNS', 'There is no store with runs to undo: name the one that the repair used with --store.');
  }
  const run = await store.findRun(name).finally(() => store.close());
  const guard = new Guard(address, terminal);
  const undo = {
    ...writingOptions(flags, settings, address, guard, terminal),
    dryRun: flags.dryRun ?? false,
    audit: { ...options, only: null, skip: [], onSession: guard.onSession },
    run,
    scope: { includeUnknown: flags.unknown ?? false },
  };
  return runWriting(() => undoDatabase(address, undo), guard, options, terminal, flags);
}
