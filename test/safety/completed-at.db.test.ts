import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { audit001 } from '../../src/demo/audit-001.ts';
import { describeEngines, THREE_ENGINES } from '../support/databases.ts';
import { apply, makePlan, requestFor, temporaryStore } from '../support/repairing.ts';

const REPAIR = 'src/repair';

describe('the completion date, on which the application pays', () => {
  it('is named nowhere in the code of repairs', () => {
    const files = readdirSync(REPAIR, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    const naming = files.filter((name) => readFileSync(join(REPAIR, name), 'utf8').includes('completed_at'));
    expect(naming).toEqual([]);
  });
});

describeEngines('a repair', { engines: THREE_ENGINES, oldSchema: true }, (database) => {
  it('writes no completion date: new participants have none, all others keep theirs', async () => {
    const db = database();
    await db.insert(audit001);
    await db.insert([
      [
        'quests_questparticipant',
        [{ id: 90, status: 'joined', joined_at: '2025-06-01 00:00:00', quest_id: 17, user_id: 'a0000000000040008000000000000000' }],
      ],
    ]);
    await db.execute("update quests_questparticipant set completed_at = '2025-07-02 03:04:05' where id in (1, 8)");
    await db.execute("update quests_quest set completed_at = '2025-07-02 03:04:05' where id in (1, 4)");
    const dates = async (): Promise<unknown> => [
      await db.query('select id, completed_at from quests_quest order by id'),
      await db.query('select id, completed_at from quests_questparticipant where id <= 8 order by id'),
    ];
    const before = await dates();
    const stored = await temporaryStore();
    const repaired = await apply(await makePlan(db.url), requestFor(db.url, stored.store));
    expect(repaired.outcome.applied.entities).toBe(5);
    const merged = await apply(
      await makePlan(db.url, {
        targets: ['duplicate-participant'],
        checks: ['duplicate-participant'],
        duplicates: { keep: 'latest', pairs: null },
      }),
      requestFor(db.url, stored.store),
    );
    expect(merged.outcome.applied.entities).toBe(1);
    expect(await dates()).toEqual(before);
    expect(await db.query('select count(*) as n from quests_questparticipant where id > 8 and completed_at is not null')).toMatchObject([
      { n: expect.toSatisfy((n: unknown) => Number(n) === 0) as unknown },
    ]);
    for (const { operation, before: old, after } of [...repaired.changes, ...merged.changes]) {
      if (operation === 'update') expect([...Object.keys(old ?? {}), ...Object.keys(after ?? {})]).not.toContain('completed_at');
      if (operation === 'insert') expect(after?.['completed_at']).toBeNull();
    }
    await stored.remove();
  });
});
