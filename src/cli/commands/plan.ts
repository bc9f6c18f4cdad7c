import { Workspace } from '../../workspace/index.ts';
import { runRepair, type RepairFlags } from '../run-repair.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of `plan`. */
export interface PlanFlags extends RepairFlags {
  readonly out?: string;
}

/** Shows what a repair would do, and saves it where a file is named. */
export async function runPlan(flags: PlanFlags, terminal: Terminal): Promise<number> {
  const workspace = await Workspace.open(flags);
  return runRepair(
    workspace,
    flags,
    { dryRun: true, savedPlan: null, planFile: flags.out ?? null, duplicates: null, command: null },
    terminal,
  );
}
