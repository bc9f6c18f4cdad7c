import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { keyOf, peerquestTables } from '../../src/demo/schema.ts';
import { expectedGold, startAppWriter } from './app-writer.ts';
import { describeEngines, propertyEngines } from './databases.ts';

const userIds = Array.from({ length: 6 }, (_, index) => `a000000000004000800000000000000${index}`);
const questIds = [1, 2, 3, 4, 5, 6, 7, 8];

describeEngines('the application-like writer', { engines: propertyEngines('mariadb') }, (database) => {
  beforeEach(async () => {
    const db = database();
    await db.clear();
    await db.insert([
      ['users_user', userIds.map((id, index) => ({ id, username: `user${index}` }))],
      ['quests_questcategory', [{ id: 1, name: 'General' }]],
      [
        'quests_quest',
        questIds.map((id) => ({
          ...{ id, title: `Quest ${id}`, status: id > 4 ? 'in-progress' : 'open', assigned_to_id: id > 4 ? userIds[1] : null },
          ...{ creator_id: userIds[0], category_id: 1, gold_reward: id * 100 },
        })) as never,
      ],
      ['quests_questparticipant', questIds.slice(4).map((id) => ({ id, status: 'joined', quest_id: id, user_id: userIds[1] })) as never],
      [
        'applications_application',
        questIds.map((id) => ({
          ...{ id, status: id > 4 ? 'approved' : 'pending', reviewed_at: id > 4 ? '2025-06-01 07:00:00' : null },
          ...{ applicant_id: userIds[1], quest_id: id },
        })) as never,
      ],
    ]);
  });

  it('does everything that PeerQuest does, over four connections, and loses nothing', async () => {
    const db = database();
    const writer = await startAppWriter(db.url, { connections: 4, seed: 1, questIds, userIds });
    await sleep(1000);
    const result = await writer.stop();
    expect(result.errors).toEqual([]);
    for (const count of Object.values(result.actions)) expect(count).toBeGreaterThan(0);
    expect(Object.keys(result.actions).sort()).toEqual(['apply', 'approve', 'complete', 'edit', 'kick', 'leave', 'reassign']);
    const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0);
    expect(sum(result.touched.values())).toBe(sum(Object.values(result.actions)));

    const gold = await db.query('select id, gold_reward from quests_quest order by id');
    expect(new Map(gold.map((row) => [Number(row['id']), Number(row['gold_reward'])]))).toEqual(expectedGold(result));

    for (const { name, columns } of peerquestTables)
      for (const { name: column, references } of columns) {
        if (references === null) continue;
        const orphans = `from ${name} a left join ${references} b on b.${keyOf(references)} = a.${column} where a.${column} is not null and b.${keyOf(references)} is null`;
        expect(await db.query(`select a.${column} ${orphans}`)).toEqual([]);
      }
    expect(await db.query('select quest_id from quests_questparticipant group by quest_id, user_id having count(*) > 1')).toEqual([]);

    // Who wrote the status last has signed it.
    const participants = await db.query("select status, progress_notes from quests_questparticipant where progress_notes <> ''");
    expect(participants.length).toBeGreaterThan(0);
    for (const row of participants) expect(row['status']).toBe(String(row['progress_notes']).split(':')[0]);
  });

  it('stops before it has done anything, and says what is wrong', async () => {
    const db = database();
    const { errors } = await (await startAppWriter(db.url, { connections: 2, seed: 2, questIds, userIds })).stop();
    expect(errors).toEqual([]);
    const writer = await startAppWriter(db.url, { connections: 1, seed: 2, questIds: [999], userIds });
    await sleep(200);
    const result = await writer.stop();
    expect(result.errors[0]).toContain('on quest 999');
    expect(result.touched.size).toBe(0);
  });
});
