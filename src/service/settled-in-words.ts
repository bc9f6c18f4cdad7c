import type { Settled } from '../repair/index.ts';

/** What an earlier run that was cut off turned out to have done, in a sentence each. */
export function settledInWords(settled: readonly Settled[]): readonly string[] {
  const meaning = {
    committed: 'was committed after all',
    'rolled-back': 'was not committed',
    unknown: 'cannot be told any more: it counts as unknown, and is undone only with --unknown',
  };
  return settled.map(
    ({ runId, number, changes, state }) =>
      `Run ${runId} was cut off: its transaction ${number} (${changes} ${changes === 1 ? 'change' : 'changes'}) ${meaning[state]}.`,
  );
}
