import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { targetsFor, type PlanRequest } from '../../src/repair/index.ts';
import { collect, type PrintedFinding } from '../support/collect.ts';
import { describeEngines, PROPERTY_ENGINES } from '../support/databases.ts';
import { generatedGold, rowsOfGold } from '../support/gold-worlds.ts';
import { generatedGuilds, rowsOfGuilds } from '../support/guild-worlds.ts';
import { allowSameNames } from '../support/profile-flows.ts';
import { generatedAccounts } from '../support/profile-worlds.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';
import { generatedXp, rowsOfXpWorld } from '../support/xp-worlds.ts';
import { isThorough } from '../support/thorough.ts';

const RUNS = isThorough ? 100 : 4;
const SEED = 20250702;
const TIMEOUT = Math.max(120_000, RUNS * 2000);

/** Generated databases, the group whose findings are looked at, and the checks whose findings are mended. */
interface Subject {
  readonly group: string;
  readonly checks: readonly string[];
  readonly worlds: fc.Arbitrary<Dataset>;
}

const subjects: readonly Subject[] = [
  {
    group: 'guild',
    checks: ['guild-member-count', 'guild-owner-membership', 'guild-membership-state', 'guild-approved-request-without-membership'],
    worlds: generatedGuilds.map(rowsOfGuilds),
  },
  { group: 'gold', checks: ['gold-balance-missing', 'gold-balance'], worlds: generatedGold.map(rowsOfGold) },
  {
    group: 'profile',
    checks: ['profile-superuser-unverified', 'profile-expired-ban'],
    worlds: generatedAccounts.map((accounts): Dataset => [['users_user', accounts as never]]),
  },
  { group: 'xp', checks: ['quest-xp-reward', 'user-level'], worlds: generatedXp.map(rowsOfXpWorld) },
];

/**
 * What a repair brings to light, and no repair can decide: a balance that was missing may turn out negative, and a person who has left
 * for good is kept from asking again.
 */
const TOLD_BY_REPAIR = ['gold-balance-negative', 'guild-rejoin-blocked'];

/** Which of the checks are mended, for whom, in batches of how many. */
const scopeOf = (checks: readonly string[]) =>
  fc.record({
    checks: fc.oneof(fc.constant([...checks]), fc.subarray([...checks], { minLength: 1 })),
    user: fc.constantFrom('everybody', 'everybody', 'first'),
    batchSize: fc.constantFrom(1, 2, 1000),
  });

describeEngines('generated databases with every kind of target', { oldSchema: true, engines: PROPERTY_ENGINES }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeAll(async () => {
    stored = await temporaryStore();
  });
  afterAll(async () => {
    await stored.remove();
  });

  beforeAll(() => allowSameNames(database()));

  it.each(subjects)(
    `$group: ${RUNS} of them: plan, apply, audit, plan again, undo and redo`,
    async ({ group, checks, worlds }) => {
      const db = database();
      const everything = (): Promise<string> => contents((sql) => db.query(sql));
      await fc.assert(
        fc.asyncProperty(worlds, scopeOf(checks), async (dataset, asked) => {
          await db.clear();
          await db.insert(dataset);
          const user = asked.user === 'everybody' ? null : await firstUser();
          const request: Partial<PlanRequest> = { targets: targetsFor(asked.checks), checks: asked.checks, user };
          const running = requestFor(db.url, stored.store, { batchSize: asked.batchSize });
          const before = await everything();
          const found = await collect(db.url, { only: [group], user: user?.username ?? null });

          const plan = await makePlan(db.url, request);
          const planned = [...plan.entities()].flatMap(({ changes }) => changes);
          expect(new Set(planned.map(({ check }) => check)).size).toBeLessThanOrEqual(checks.length);
          const applied = await apply(plan, running);
          expect(applied.outcome).toMatchObject({
            applied: { changes: planned.length },
            conflicts: { changes: 0 },
            alreadyDone: { changes: 0 },
            failed: { changes: 0 },
            stoppedBy: null,
          });
          const after = await everything();

          // What was chosen and can be mended is gone, in one go; nothing else has come of it.
          const left = await collect(db.url, { only: [group], user: user?.username ?? null });
          const isMended = ({ check, repair, user: owner }: PrintedFinding): boolean =>
            asked.checks.includes(check) && (repair === 'automatic' || (check === 'gold-balance' && owner?.username !== null));
          expect(left.findings.filter(isMended)).toEqual([]);
          const known = new Set(found.findings.map(({ fingerprint }) => fingerprint));
          const appeared = left.findings.filter(({ fingerprint, check }) => !known.has(fingerprint) && !TOLD_BY_REPAIR.includes(check));
          expect(appeared).toEqual([]);
          expect(found.findings.some(isMended)).toBe(planned.length > 0);

          expect([...(await makePlan(db.url, request)).entities()]).toEqual([]);
          const again = await apply(plan, running);
          expect(again.outcome).toMatchObject({ applied: { changes: 0 }, conflicts: { changes: 0 } });
          expect(await everything()).toBe(after);

          // Of a run that changed nothing, nothing is kept that could be taken back.
          if (applied.outcome.applied.changes === 0) return;
          const undone = await undo(applied.outcome.runId, running);
          expect(undone.outcome).toMatchObject({ conflicts: { changes: 0 }, failed: { changes: 0 } });
          expect(await everything()).toBe(before);
          await undo(undone.outcome.runId, running);
          expect(await everything()).toBe(after);
        }),
        { numRuns: RUNS, seed: SEED },
      );

      async function firstUser(): Promise<PlanRequest['user']> {
        const [row] = await db.query('select id, username from users_user order by username');
        if (row === undefined) return null;
        const id = String(row['id']);
        return { id, username: String(row['username']), storedId: id };
      }
    },
    TIMEOUT,
  );
});
