import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import { openPlan, type Plan } from '../../repair/index.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addScopeOptions, addWritingOptions } from '../options.ts';
import { runRepair, type RepairFlags } from '../run-repair.ts';
import type { Terminal } from '../terminal.ts';

/** `apply`: a saved plan, or a repair as `--fix-issues` makes it. */
export function addApplyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('apply')
    .argument('[file]', 'a plan that "plan --out FILE" saved; without one, the repair is planned now')
    .description('repair: make exactly the changes of a saved plan, or plan and repair now (the same as --fix-issues)')
    .option('--certain-only', 'leave out approvals of people who may have left (without a saved plan)')
    .option('--repair-balances', 'replace gold balances that differ from the sum of the transactions (without a saved plan)');
  addGlobalOptions(addDatabaseOptions(addWritingOptions(addReportOptions(addScopeOptions(command)))));
  command.addHelpText(
    'after',
    '\nExit codes: 0 nothing remains, 1 issues remain, 2 failed, 3 refused before anything was touched, 130 interrupted.',
  );
  command.action(async (file: string | undefined, flags: RepairFlags) => {
    const savedPlan = file === undefined ? null : openPlan(file);
    const wish = { dryRun: false, savedPlan, savedPlanFile: file, planFile: null, duplicates: null, command: null };
    terminal.exit(await runRepair(savedPlan === null ? flags : scopeOf(savedPlan, flags), wish, terminal));
  });
}

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
