import type { Clock } from '../clock.ts';
import { repairAccess } from '../database/index.ts';
import type { Store } from '../history/index.ts';
import type { Operator } from '../operator.ts';
import { openRepairSessions, type RepairTarget } from './repair-session.ts';
import { settleOpenIntents, type Settled } from './settle.ts';

/**
 * Settles what earlier runs on this database left open, under the repair lock; does nothing where nothing is open. A run that comes to
 * write does so anyway, but one that finds nothing to write has to as well: else the journal would never tell what happened.
 *
 * @throws RefusedError naming who repairs the database now: a run that has not ended may still be under way
 */
export async function settleEarlierRuns(
  target: RepairTarget,
  store: Store,
  operator: Operator,
  identity: string,
  clock: Clock,
): Promise<readonly Settled[]> {
  if ((await store.runs.unfinished(identity)).length === 0 && (await store.journal.openIntents(identity)).length === 0) return [];
  const access = await repairAccess(target.address, target.allowances);
  const [{ session }] = await openRepairSessions(access, store, operator, () => 1);
  try {
    return await settleOpenIntents(session, store, identity, clock);
  } finally {
    await session.close();
    await access.close();
  }
}
