import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addScopeOptions, addStoreOption } from '../options.ts';
import type { Terminal } from '../terminal.ts';
import type { PlanFlags } from '../commands/plan.ts';

/** `plan`: what a repair would do, and a file that does exactly that. */
export function addPlanCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('plan')
    .description('show what a repair would do, and save it for "apply"; reads only (the same as --fix-issues --dry-run)')
    .optionsGroup(HEADINGS.repair)
    .option('--out <file>', 'save the plan, for "apply FILE"; only this account can read it')
    .option('--certain-only', 'leave out approvals of people who may have left')
    .option('--repair-balances', 'replace gold balances that differ from the sum of the transactions');
  addGlobalOptions(addDatabaseOptions(addStoreOption(addReportOptions(addScopeOptions(command)))));
  addEnding(command, {
    exitCodes: '0 nothing to repair, 1 issues are there, 2 the plan could not be made.',
    examples: ['peerquest-audit plan --out monday.plan'],
  });
  command.action(async (flags: PlanFlags) => {
    const { runPlan } = await import('../commands/plan.ts');
    terminal.exit(await runPlan(flags, terminal));
  });
}
