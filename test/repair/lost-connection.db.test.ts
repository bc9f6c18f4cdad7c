import { mysqlCapabilities } from '../../src/database/mysql/capabilities.ts';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RunRecord } from '../../src/history/index.ts';
import type { RunRequest } from '../../src/repair/index.ts';
import { cutRepairConnection, startProxy } from '../support/cutting.ts';
import { describeEngines, serverInTurn } from '../support/databases.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { troubledQuests } from '../support/troubled-quests.ts';

/** Three batches. */
const QUESTS = 14;
const BATCH = { batchSize: 4 };

type Step = Parameters<NonNullable<RunRequest['onStep']>>[0];
const STEPS: readonly Step[] = ['started', 'begun', 'locked', 'written', 'checked', 'journaled', 'committed', 'settled'];

describeEngines('a repair whose connection is cut', { engines: serverInTurn('postgresql') }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    await database().clear();
    await database().insert(troubledQuests(QUESTS));
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
  });

  /** Repairs, with something happening at the second time that the run comes to a step (the first time for its beginning). */
  async function repairWith(url: string, at: Step, happens: () => void): Promise<RunRecord> {
    const before = await contents((sql) => database().query(sql));
    let times = 0;
    const onStep = (step: Step): void => {
      if (step === at && ++times === (at === 'started' ? 1 : 2)) happens();
    };
    const plan = await makePlan(url);
    const { outcome } = await apply(plan, requestFor(url, stored.store, { ...BATCH, onStep }));
    expect(outcome, at).toMatchObject({
      applied: plan.summary.entities === 0 ? {} : { entities: plan.summary.entities, changes: plan.summary.changes },
      stoppedBy: null,
      failed: { entities: 0 },
      conflicts: { entities: 0 },
    });
    expect((await makePlan(url)).summary.changes, at).toBe(0);
    const run = await stored.store.runs.find('last');
    expect(run, at).toMatchObject({ state: 'finished', transactions: { intended: { changes: 0 }, unknown: { changes: 0 } } });
    expect(run.transactions.committed.changes).toBe(plan.summary.changes);
    // The journal is true: with it the run can be taken back whole.
    await undo('last', requestFor(database().url, stored.store));
    expect(await contents((sql) => database().query(sql)), at).toBe(before);
    return run;
  }

  it('connects again and finishes, whichever step it had come to', async () => {
    for (const step of STEPS) {
      const run = await repairWith(database().url, step, () => cutRepairConnection(database().url));
      // The transactions beside it may have come as far.
      const lost = run.transactions['rolled-back'].transactions;
      const least = step === 'journaled' ? 1 : 0;
      expect(lost, step).toBeGreaterThanOrEqual(least);
      expect(lost, step).toBeLessThan(least + mysqlCapabilities.repairLanes + 1);
    }
  });

  it('finds out that a commit was made whose answer never came, and does not make it twice', async () => {
    const proxy = await startProxy(database().url);
    const run = await repairWith(proxy.url, 'journaled', () => proxy.swallowNextAnswer());
    expect(run.transactions['rolled-back'].transactions).toBe(0);
    await proxy.stop();
  });

  it('does not take another transaction for its own, to which the server gave its number after a crash', async ({ skip }) => {
    const { url, engine } = database();
    skip(engine !== 'postgresql', 'this server numbers no transactions that anybody could ask for');
    // Rows as before a repair, and an intent to make it, with the number of a transaction of another program's that was committed.
    const plan = await makePlan(url);
    const { outcome } = await apply(plan, requestFor(url, stored.store));
    await undo('last', requestFor(url, stored.store));
    const [row] = await database().query('select txid_current()::text as id');
    for await (const { payload, entities, changes } of stored.store.journal.transactions(outcome.runId, 'first')) {
      const { id, ...run } = await stored.store.runs.find(outcome.runId);
      const runId = randomUUID();
      await stored.store.runs.start({ ...run, id: runId, startedAt: new Date().toISOString() });
      const intendedAt = new Date().toISOString();
      await stored.store.journal.writeIntent({
        runId,
        number: 1,
        transactionId: String(row?.['id']),
        entities,
        changes,
        intendedAt,
        payload,
      });
      expect(id).toBe(outcome.runId);
    }
    const settled: unknown[] = [];
    const again = await apply(await makePlan(url), requestFor(url, stored.store, { onSettled: (all) => settled.push(...all) }));
    expect(settled).toMatchObject([{ number: 1, state: 'rolled-back' }]);
    expect(again.outcome).toMatchObject({ applied: { changes: plan.summary.changes }, stoppedBy: null });
  });
});
