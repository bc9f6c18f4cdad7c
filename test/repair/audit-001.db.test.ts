import { afterEach, beforeEach, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { apply, contents, makePlan, requestFor, temporaryStore, undo } from '../support/repairing.ts';

describeEngines('the repair of the known case', {}, (database) => {
  let stored: Awaited<ReturnType<typeof temporaryStore>>;
  beforeEach(async () => {
    await database().clear();
    await database().insert(audit001);
    stored = await temporaryStore();
  });
  afterEach(async () => {
    await stored.remove();
  });

  it('plans three participants, their quests, and two assignments', async () => {
    const plan = await makePlan(database().url);
    expect(plan.summary).toEqual({
      entities: 5,
      changes: 8,
      byKind: { 'insert quests_questparticipant': 3, 'update quests_quest': 5 },
      doubtful: 0,
      leftOut: [],
    });
    expect([...plan.entities()].flatMap(({ words }) => words.flat())).toEqual([
      'create participant for student2 in quest "Test 1"',
      'update quest "Test 1" status to in-progress',
      'assign quest "Test 1" to student2',
      'create participant for student2 in quest "Test 2"',
      'update quest "Test 2" status to in-progress',
      'assign quest "Test 2" to student2',
      'create participant for student3 in quest "Test 3 v2"',
      'update quest "Test 3 v2" status to in-progress',
      'assign quest "Test 3 v2" to student3',
      'assign quest "Test 4" to student1',
      'assign quest "Test 123" to student2',
    ]);
  });

  it('repairs all five issues and nothing else, and undoes it byte for byte', async () => {
    const before = await contents((sql) => database().query(sql));
    const request = requestFor(database().url, stored.store);
    const ran = await apply(await makePlan(database().url), request);
    expect(ran.outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, stoppedBy: null, interrupted: false });
    expect(ran.changes.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'applied'));
    expect(ran.changes[0]).toMatchObject({
      check: 'approved-without-participant',
      table: 'quests_questparticipant',
      operation: 'insert',
      before: null,
      after: { status: 'joined', completed_at: null, progress_notes: '', quest_id: 1, user_id: '52000000-0000-4000-8000-000000000002' },
    });
    const { result } = await collect(database().url);
    expect(result.checks.map(({ count }) => count)).toEqual([0, 0, 0, 0, 0]);
    expect(result.totals.totalParticipants).toBe(11);
    expect((await makePlan(database().url)).summary.changes).toBe(0);

    const undone = await undo('last', request);
    expect(undone.outcome).toMatchObject({ applied: { entities: 5, changes: 8 }, conflicts: { entities: 0 } });
    expect(await contents((sql) => database().query(sql))).toBe(before);
  });

  it('changes nothing when a plan is applied a second time, and says so', async () => {
    const request = requestFor(database().url, stored.store);
    const plan = await makePlan(database().url);
    await apply(plan, request);
    const again = await apply(plan, request);
    expect(again.outcome).toMatchObject({
      applied: { changes: 0 },
      alreadyDone: { entities: 5 },
      conflicts: { entities: 0 },
      isKept: false,
    });
    expect(new Set(again.changes.map(({ reason }) => reason))).toEqual(new Set(['already in order: there is nothing left to do']));
  });

  it('keeps no run that changed nothing, be it a repair or an undo', async () => {
    const request = requestFor(database().url, stored.store);
    const plan = await makePlan(database().url);
    const repaired = await apply(plan, request);
    expect(repaired.outcome.isKept).toBe(true);
    await apply(plan, request);
    const undone = await undo(repaired.outcome.runId, request);
    const again = await undo(repaired.outcome.runId, request);
    expect(again.outcome).toMatchObject({ applied: { changes: 0 }, alreadyDone: { entities: 5 }, isKept: false });
    const ids = (await stored.store.runs.newest(null)).map(({ id }) => id);
    expect(new Set(ids)).toEqual(new Set([repaired.outcome.runId, undone.outcome.runId]));
  });
});
