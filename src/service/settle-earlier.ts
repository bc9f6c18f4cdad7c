import type { DatabaseAddress, RowSource } from '../database/index.ts';
import { settleEarlierRuns, type Settled } from '../repair/index.ts';
import type { WritingOptions } from './repair-database.ts';

/**
 * Settles what earlier runs on this database left open, before anything else; nothing in a preview, and where there is no store.
 *
 * @returns a sentence for each transaction that was settled
 * @throws RefusedError when another repair is running
 */
export async function settleEarlier(
  address: DatabaseAddress,
  session: Pick<RowSource, 'identity'>,
  { dryRun, operator, allowances, openStoreIfThere }: WritingOptions,
): Promise<readonly string[]> {
  const store = dryRun ? null : await openStoreIfThere?.();
  if (store == null) return [];
  try {
    return settledInWords(await settleEarlierRuns({ address, allowances }, store, operator, await session.identity()));
  } finally {
    await store.close();
  }
}

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
