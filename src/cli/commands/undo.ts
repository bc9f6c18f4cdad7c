import picocolors from 'picocolors';
import { addressText, primaryOf, type DatabaseAddress } from '../../database/index.ts';
import { UsageError } from '../../errors.ts';
import { shellWord } from '../../model/index.ts';
import { changeDetails, commandAgain } from '../../report/index.ts';
import { isLast, undoDatabase, type UndoPorts, type UndoRequest } from '../../service/index.ts';
import { keptAcknowledgements, refuseOverwriting, Workspace } from '../../workspace/index.ts';
import { reportOutputs } from '../report-outputs.ts';
import { resolveOptions, resolveWriting, repeatedFlags } from '../resolve-options.ts';
import { Guard, runWriting, writingPorts, type RepairFlags } from '../run-repair.ts';
import { keptIn, sayWhere } from '../say-where.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `undo`. */
export interface UndoFlags extends RepairFlags {
  readonly dryRun?: boolean;
  readonly unknown?: boolean;
  readonly trustStore?: boolean;
}

/** Undoes a run; returns the exit code. */
export async function runUndo(run: string, flags: UndoFlags, terminal: Terminal): Promise<number> {
  if (flags.trustStore === true && flags.dryRun !== true && (flags.yes === true || !terminal.canAsk)) {
    throw new UsageError(
      'NOBODY_TO_ASK',
      'With --trust-store a person at a terminal has to look at each change: leave --yes out, and run it where it can ask.',
    );
  }
  if (isLast(run) && flags.dryRun !== true && flags.yes !== true && !terminal.canAsk) {
    throw new UsageError(
      'NOBODY_TO_ASK',
      'Which run "last" means can change from one moment to the next, and no person can be asked here: name the run by its id ("peerquest-audit runs" lists them), or take back the newest with "undo last --yes".',
    );
  }
  const workspace = await Workspace.open(flags);
  const { settings } = workspace;
  const options = resolveOptions(flags, settings);
  const { address } = await workspace.database();
  await refuseOverwriting(reportOutputs(options), workspace);
  await sayWhere(workspace, flags, terminal);
  const dryRun = flags.dryRun ?? false;
  const request: UndoRequest = {
    ...resolveWriting(flags, settings),
    dryRun,
    audit: { ...options.request, only: null, skip: [] },
    run,
    includeUnknown: flags.unknown ?? false,
    records: flags.only ?? null,
  };
  const kept = await keptIn(workspace);
  return workspace.withStore(async (store) => {
    // Only the report needs them: trouble with the store is told where the undo needs it, and nothing else holds an undo up.
    const acknowledged = await keptAcknowledgements(workspace, store).catch(() => []);
    const guard = new Guard(address, terminal);
    const only = flags.only === undefined ? '' : ` --only ${shellWord(flags.only.join(','))}`;
    const target = repeatedFlags(flags, `undo ${shellWord(run)}${only}`);
    const ports: UndoPorts = {
      ...writingPorts(flags, address, store, options, guard, terminal, `${commandAgain(target)} --dry-run`),
      acknowledged,
      ...(flags.trustStore === true ? { vouch: vouching(guard, address, terminal) } : {}),
    };
    return runWriting(
      (wish) => undoDatabase(address, request, { ...ports, wish }),
      guard,
      { ...options, yes: flags.yes === true, target, kept, store, dryRun },
      terminal,
    );
  }, dryRun);
}

/** Shows all that an unsigned journal would have the undo do, and asks a person. */
function vouching(guard: Guard, address: DatabaseAddress, terminal: Terminal): NonNullable<UndoPorts['vouch']> {
  const colors = picocolors.createColors(false);
  return {
    show(changes) {
      for (const change of changes) terminal.tell(changeDetails(change, colors).join('\n'));
    },
    ask({ undoes }) {
      guard.onAsking();
      const where = `to undo run ${undoes?.id ?? ''} in ${addressText(primaryOf(address))}`;
      return terminal.ask(`The store is not signed with your key: nobody vouches for these changes. Make all of them, ${where}? [y/N] `);
    },
  };
}
