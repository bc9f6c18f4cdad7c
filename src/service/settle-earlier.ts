import { NO_ALLOWANCES, type DatabaseAddress, type RowSource } from '../database/index.ts';
import { settleEarlierRuns } from '../repair/index.ts';
import { settledInWords } from './settled-in-words.ts';
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
