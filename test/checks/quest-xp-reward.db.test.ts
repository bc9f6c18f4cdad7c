import { expect, it } from 'vitest';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { describeTruthTable } from '../support/truth-table.ts';
import { xpRows } from '../support/xp-flows.ts';

const right = (difficulty: string, xp: number) => ({ when: `${difficulty} gives ${xp}`, quest: { difficulty, xp_reward: xp }, then: null });
const wrong = (difficulty: string, xp: number, expected: number) => ({
  when: `${difficulty} gives ${xp}`,
  quest: { difficulty, xp_reward: xp },
  then: {
    key: { questId: 7 },
    user: null,
    expected: { xpReward: expected },
    actual: { xpReward: xp, difficulty, questDeleted: false },
    repair: 'automatic' as const,
  },
});

describeTruthTable(
  'quest-xp-reward',
  [
    right('initiate', 25),
    right('adventurer', 50),
    right('champion', 100),
    right('mythic', 200),
    wrong('initiate', 50, 25),
    wrong('adventurer', 0, 50),
    wrong('champion', 75, 100),
    wrong('mythic', 150, 200),
    { when: 'the difficulty is one of old', quest: { difficulty: 'easy', xp_reward: 7 }, then: null },
    { when: 'the difficulty is in other case', quest: { difficulty: 'Mythic', xp_reward: 7 }, then: null },
    { when: 'there is no difficulty', quest: { difficulty: '', xp_reward: 7 }, then: null },
    {
      when: 'the quest is completed and deleted',
      quest: { difficulty: 'mythic', xp_reward: 25, status: 'completed', is_deleted: 1 },
      then: { actual: { xpReward: 25, difficulty: 'mythic', questDeleted: true }, repair: 'automatic' },
    },
  ],
  xpRows,
);

describeEngines('quest-xp-reward for one person', {}, (database) => {
  it('looks at the quests on which that person has a row, of any status', async () => {
    await database().insert(xpRows({ quest: { xp_reward: 7 }, participants: [{ status: 'dropped' }] }));
    const count = async (user: string) => (await collect(database().url, { only: ['quest-xp-reward'], user })).findings.length;
    expect([await count('ann'), await count('bob')]).toEqual([1, 0]);
  });
});
