import type { Colors } from 'picocolors/types.js';
import { printable, withoutControls, type Change, type PlanFacts, type RunMode } from '../model/index.ts';

/** What stands before the list of changes: what it is, and what the user should know before it is applied. */
export function planLines(plan: PlanFacts, mode: RunMode, colors: Colors): readonly string[] {
  if (plan.changes === 0) {
    const nothing = plan.undoes === null ? 'Nothing to repair automatically.' : 'The run changed nothing that could be undone.';
    return [colors.bold(titleOf(plan, mode)), `  ${nothing}`, ...leftOutLines(plan, colors)];
  }
  return [
    colors.bold(titleOf(plan, mode)),
    ...(plan.doubtful === 0
      ? []
      : [
          colors.yellow(
            `  Note: ${plan.doubtful} of the approvals may be of people who left (possibly-left): they would be on the quest again; --certain-only leaves them out.`,
          ),
        ]),
    ...plan.hazards.map((hazard) => colors.yellow(`  Note: the database acts by itself. ${printable(hazard)}`)),
    ...leftOutLines(plan, colors),
    ...(plan.file === null ? [] : [`  Plan saved to ${printable(plan.file)}`]),
  ];
}

function leftOutLines({ leftOut }: PlanFacts, colors: Colors): readonly string[] {
  return leftOut.map((sentence) => colors.yellow(`  Left out: ${printable(sentence)}`));
}

function titleOf({ undoes }: PlanFacts, mode: RunMode): string {
  if (undoes !== null)
    return printable(`UNDO OF RUN ${undoes.id}${undoes.records === undefined ? '' : `, only ${undoes.records.join(', ')}`}`);
  return mode === 'dry-run' ? 'REPAIR PLAN (nothing is changed)' : 'REPAIR';
}

/** A change in the words of the old command (SPEC section 5). */
export function changeLines({ words, status, reason }: Change, colors: Colors): readonly string[] {
  // Why a transaction failed begins with words that are looked for, and what follows them has been made safe.
  const because = status === 'failed' ? withoutControls(reason ?? '') : printable(reason ?? '');
  return words.map(({ plan, done }) => {
    switch (status) {
      case 'planned':
        return colors.cyan(`🔧 [DRY RUN] Would ${printable(plan)}`);
      case 'applied':
        return colors.green(`✅ ${printable(done)}`);
      case 'skipped':
        return colors.yellow(`  Skipped: ${printable(plan)} (${because})`);
      case 'failed':
        return colors.red(`❌ Could not ${printable(plan)}. ${because}`);
    }
  });
}
