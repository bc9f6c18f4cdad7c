import type { Command } from 'commander';
import { addEnding } from '../help-ending.ts';
import { HEADINGS } from '../help-headings.ts';
import { addDatabaseOptions, addGlobalOptions, addReportOptions, addScopeOptions, addWritingOptions } from '../options.ts';
import type { RepairFlags } from '../run-repair.ts';
import type { Terminal } from '../terminal.ts';

/** `apply`: a saved plan, or a repair as `--fix-issues` makes it. */
export function addApplyCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('apply')
    .argument('[file]', 'a plan that "plan --out FILE" saved; on a terminal it can be left out, and the repair is planned now')
    .description('repair: make exactly the changes of a saved plan, or, on a terminal, plan now, show the plan and ask')
    .optionsGroup(HEADINGS.repair)
    .option('--certain-only', 'leave out approvals of people who may have left (without a saved plan)')
    .option('--repair-balances', 'replace gold balances that differ from the sum of the transactions (without a saved plan)');
  addGlobalOptions(addDatabaseOptions(addWritingOptions(addReportOptions(addScopeOptions(command)))));
  addEnding(command, {
    exitCodes: '0 nothing remains, 1 issues remain, 2 failed, 3 refused before anything was touched, 130 interrupted.',
    examples: ['peerquest-audit apply monday.plan', 'peerquest-audit apply monday.plan --max-changes 5000'],
  });
  command.action(async (file: string | undefined, flags: RepairFlags) => {
    const { applyOrRepair } = await import('../commands/apply.ts');
    terminal.exit(await applyOrRepair(file, flags, terminal));
  });
}
