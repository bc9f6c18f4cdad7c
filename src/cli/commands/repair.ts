import { UsageError } from '../../errors.ts';
import { shellWord } from '../../model/index.ts';
import type { KeepRule } from '../../repair/index.ts';
import { chosenDuplicates } from '../../service/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { untilInterrupted } from '../reading-interrupt.ts';
import { runRepair, type RepairFlags } from '../run-repair.ts';
import { DECIDED_CHECK } from '../options.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `repair`. */
export interface DuplicateFlags extends RepairFlags {
  readonly keep: KeepRule;
  readonly dryRun?: boolean;
}

/** Merges duplicates as the flags decide; returns the exit code. */
export async function runDuplicates(check: string, wanted: readonly string[], flags: DuplicateFlags, terminal: Terminal): Promise<number> {
  if (check !== DECIDED_CHECK) {
    throw new UsageError(
      'NO_SUCH_REPAIR',
      `There is no repair "${check}" that needs a decision: it is "${DECIDED_CHECK}"; what can be repaired without one is repaired by --fix-issues.`,
    );
  }
  const workspace = await Workspace.open(flags);
  const pairs = wanted.length === 0 && typeof flags.keep === 'string' ? null : await chosenPairs(wanted, flags, workspace);
  const duplicates = { keep: flags.keep, pairs };
  const keep = typeof flags.keep === 'string' ? flags.keep : String(flags.keep.participantId);
  const command = ['repair', DECIDED_CHECK, ...wanted.map((prefix) => shellWord(prefix)), '--keep', keep].join(' ');
  return runRepair(
    workspace,
    { ...flags, only: [DECIDED_CHECK] },
    { dryRun: flags.dryRun ?? false, savedPlan: null, planFile: null, duplicates, command },
    terminal,
  );
}

/** The quests and people of the findings that were named, or of the one that has the row that is to stay. */
async function chosenPairs(wanted: readonly string[], { keep, user }: DuplicateFlags, workspace: Workspace): Promise<readonly string[]> {
  const { address } = await workspace.database();
  const request = { only: [DECIDED_CHECK], user: user ?? null };
  return untilInterrupted(address, (signal) => chosenDuplicates(address, wanted, keep, request, { signal }));
}
