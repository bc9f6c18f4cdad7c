import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable('duplicate-participant', [
  { when: 'two people participate', participants: [{}, { user_id: BOB }], then: null },
  { when: 'one person participates in two quests', participants: [{}, { quest_id: 8 }], then: null },
  {
    when: 'a person has several rows, whatever their status',
    participants: [{ id: 10, status: 'dropped' }, { id: 9 }, { id: 2, status: 'completed' }],
    then: {
      key: { questId: 7, userId: 'a0000000-0000-4000-8000-000000000001', participantIds: [2, 9, 10] },
      expected: { participants: 1 },
      actual: { participants: 3, questDeleted: false },
      repair: 'manual',
    },
  },
]);

describeEngines('with the unique index', {}, (database) => {
  it('passes without looking at the rows, and says what guarantees it', async () => {
    const { result } = await collect(database().url, { only: ['duplicate-participant'] });
    expect(result.checks).toMatchObject([
      { outcome: 'passed', count: 0, reason: expect.stringMatching(/^the unique index \S+ forbids them$/) as string },
    ]);
  });

  it('looks at the rows when the index holds for a part of them only', async () => {
    const db = database();
    if (!['sqlite', 'postgresql'].includes(db.engine)) return;
    await db.execute('drop index quests_questparticipant_quest_id_user_id');
    await db.execute("create unique index partial on quests_questparticipant (quest_id, user_id) where status <> 'dropped'");
    const { result } = await collect(db.url, { only: ['duplicate-participant'] });
    expect(result.checks).toMatchObject([{ outcome: 'passed', reason: null }]);
  });
});
