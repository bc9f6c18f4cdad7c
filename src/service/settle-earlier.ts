import { NO_ALLOWANCES, type DatabaseAddress, type RowSource } from '../database/index.ts';
import { settleEarlierRuns, type Settled } from '../repair/index.ts';
import { writerOf, type WritingPorts, type WritingRequest } from './writing.ts';

/**
 * Settles what earlier runs on this database left open, before anything else; nothing where there is no store.
 *
 * @returns a sentence for each transaction that was settled
 * @throws RefusedError when another repair is running
 */
export async function settleEarlier(
  address: DatabaseAddress,
  session: Pick<RowSource, 'identity'>,
  { allowances = NO_ALLOWANCES }: WritingRequest,
  ports: WritingPorts,
): Promise<readonly string[]> {
  const store = await ports.store.ifThere();
  if (store === null) return [];
  const { operator, clock } = writerOf(ports);
  return settledInWords(await settleEarlierRuns({ address, allowances }, store, operator, await session.identity(), clock));
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
