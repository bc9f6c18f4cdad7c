import { UsageError } from '../../errors.ts';
import { openPlan, type Plan } from '../../repair/index.ts';
import { Workspace } from '../../workspace/index.ts';
import { runRepair, type RepairFlags } from '../run-repair.ts';
import type { Terminal } from '../terminal.ts';

/**
 * Makes the changes of a saved plan, or, where a person can look at them first, plans and repairs now.
 *
 * @throws UsageError where no file is named and nobody would see the plan: a script's variable may have been empty
 */
export async function applyOrRepair(file: string | undefined, flags: RepairFlags, terminal: Terminal): Promise<number> {
  if (file?.trim() === '') throw new UsageError('NO_PLAN', `The name of the plan is empty: ${NAME_ONE}.`);
  if (file === undefined && (flags.yes === true || !terminal.canAsk)) {
    throw new UsageError(
      'NO_PLAN',
      `"apply" was given no plan, and without a question nobody would see what it repairs: ${NAME_ONE}, or repair without one by --fix-issues.`,
    );
  }
  const savedPlan = file === undefined ? null : openPlan(file);
  const wish = { dryRun: false, savedPlan, savedPlanFile: file, planFile: null, duplicates: null, command: null };
  const scoped = savedPlan === null ? flags : scopeOf(savedPlan, flags);
  return await runRepair(await Workspace.open(flags), scoped, wish, terminal);
}

const NAME_ONE = 'name the file that "plan --out FILE" wrote';

/** A saved plan has its scope already: the audits before and after it look at the same. */
function scopeOf({ header }: Plan, flags: RepairFlags): RepairFlags {
  const { user, only, skip, all, certainOnly, repairBalances } = flags;
  if ([user, only, skip, all, certainOnly, repairBalances].some((flag) => flag !== undefined)) {
    throw new UsageError(
      'CONFLICTING_FLAGS',
      'A saved plan is applied as it is: --user, --only, --skip, --all, --certain-only and --repair-balances belong to the command that makes it.',
    );
  }
  const { audited } = header;
  const username = header.user?.username ?? undefined;
  return {
    ...flags,
    ...(username === undefined ? {} : { user: username }),
    ...(audited.only === null ? {} : { only: audited.only }),
    ...(audited.skip.length === 0 ? {} : { skip: audited.skip }),
  };
}
