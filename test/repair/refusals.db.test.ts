import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { collect, countsOf } from '../support/collect.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo, type Ran } from '../support/repairing.ts';
import {
  meddlingTrigger,
  refusingCheck,
  refusingTrigger,
  searchTextTrigger,
  swallowingTrigger,
  touchTrigger,
  versionTrigger,
  type Obstacle,
} from '../support/trouble-ddl.ts';

/** The quests of AUDIT-001 that a repair changes; quest 2 is the one in whose way something stands. */
const OTHERS = [1, 3, 4, 8];

describeEngines('a repair that the database refuses in part', { engines: THREE_ENGINES }, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
  });

  /** Repairs with something in the way. */
  async function repairAgainst(obstacle: Obstacle, then: (before: string, ran: Ran) => Promise<void>): Promise<void> {
    for (const statement of obstacle.create) await database().execute(statement);
    try {
      const before = await contents((sql) => database().query(sql));
      await then(before, await apply(await makePlan(database().url), requestFor(database().url, stored.store)));
    } finally {
      for (const statement of obstacle.drop) await database().execute(statement);
    }
  }

  /** Quest 2 failed whole and says why; the four others were repaired, journaled and can be undone. */
  async function onlyQuest2Failed(obstacle: Obstacle, reason: RegExp): Promise<void> {
    await repairAgainst(obstacle, async (before, { changes, outcome }) => {
      expect(outcome).toMatchObject({ applied: { entities: 4, changes: 6 }, failed: { entities: 1, changes: 2 }, stoppedBy: null });
      const failed = changes.filter(({ status }) => status === 'failed');
      expect(failed.map(({ table }) => table)).toEqual(['quests_questparticipant', 'quests_quest']);
      for (const change of failed) expect(change.reason).toMatch(reason);
      const applied = changes.filter(({ status, table }) => status === 'applied' && table === 'quests_quest');
      expect(applied.map(({ key }) => key['id']).sort()).toEqual(OTHERS);
      const { result } = await collect(database().url);
      expect(countsOf(result)).toMatchObject({ 'approved-without-participant': 1, 'quest-assignment': 0 });
      const undone = await undo('last', requestFor(database().url, stored.store));
      expect(undone.outcome).toMatchObject({ applied: { entities: 4 }, conflicts: { entities: 0 }, failed: { entities: 0 } });
      expect(await contents((sql) => database().query(sql))).toBe(before);
    });
  }

  it('by a trigger: down to the one quest, in the database’s own words', async () => {
    await onlyQuest2Failed(refusingTrigger(database().engine, 2, 'no more of that'), /^Transaction rolled back: .*no more of that/);
  });

  it('by a CHECK constraint', async () => {
    await onlyQuest2Failed(refusingCheck(database().engine, 2), /^Transaction rolled back: .*(?:CHECK|check|CONSTRAINT)/);
  });

  it('by a trigger that writes something else: never taken for success', async () => {
    await onlyQuest2Failed(
      meddlingTrigger(database().engine),
      /^Transaction rolled back: quests_quest\.status is not what was written: a trigger or rule changed it$/,
    );
  });

  it('by a trigger that swallows a row', async ({ skip }) => {
    const obstacle = swallowingTrigger(database().engine, 2);
    if (obstacle === null) return skip('triggers of this engine cannot');
    await onlyQuest2Failed(
      obstacle,
      /^Transaction rolled back: 1 rows of quests_questparticipant were to be written \(insert\), and 0 were: a trigger or rule is in the way$/,
    );
  });

  it('by none of its triggers that keep a search text: applied, journaled, undone exactly', async () => {
    await repairAgainst(searchTextTrigger(database().engine), async (before, { changes, outcome }) => {
      expect(outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 } });
      const [quest] = changes.filter(({ table }) => table === 'quests_quest');
      expect(quest).toMatchObject({ before: { searchable: 'Test 1 open' }, after: { searchable: 'Test 1 in-progress' } });
      const undone = await undo('last', requestFor(database().url, stored.store));
      expect(undone.outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 } });
      expect(await contents((sql) => database().query(sql))).toBe(before);
    });
  });

  it('by no trigger that counts versions: the undo restores all else, and the count has its way', async () => {
    await repairAgainst(versionTrigger(database().engine), async (before, { changes, outcome }) => {
      expect(outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 } });
      const [quest] = changes.filter(({ table }) => table === 'quests_quest');
      expect(quest).toMatchObject({ before: { version: 1 }, after: { version: 2 } });
      const undone = await undo('last', requestFor(database().url, stored.store));
      expect(undone.outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 } });
      expect(undone.changes.at(-2)).toMatchObject({ table: 'quests_quest', before: { version: 2 }, after: { version: 3 } });
      const withoutVersions = (text: string): string => text.replace(/"version": \d+/g, '');
      expect(withoutVersions(await contents((sql) => database().query(sql)))).toBe(withoutVersions(before));
    });
  });

  it('by no trigger that keeps the time of the last change', async () => {
    await repairAgainst(touchTrigger(database().engine), async (before, { outcome }) => {
      expect(outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 } });
      const undone = await undo('last', requestFor(database().url, stored.store));
      expect(undone.outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, failed: { entities: 0 } });
      const withoutTimes = (text: string): string => text.replace(/"updated_at": ".*"/g, '');
      expect(withoutTimes(await contents((sql) => database().query(sql)))).toBe(withoutTimes(before));
    });
  });
});
