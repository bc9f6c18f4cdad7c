import { BOB, EVE } from '../support/flows.ts';
import { ANN_ID, ANN_USER, bonus, creation, goldRows, purchase, questRefund, reward } from '../support/gold-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'reward-paid-twice',
  [
    { when: 'a quest was paid once', transactions: [reward(100)], then: null },
    { when: 'a quest was paid with a bonus', transactions: [reward(100), bonus(20)], then: null },
    { when: 'two people were paid', transactions: [reward(100), { ...reward(100), user_id: BOB }], then: null },
    { when: 'two quests were paid', transactions: [reward(100), { ...reward(100), quest_id: 8 }], then: null },
    {
      when: 'the creator changed the reward again and again',
      transactions: [creation(105), questRefund(100), creation(210), questRefund(200), creation(105)].map((row) => ({
        ...row,
        user_id: EVE,
      })),
      then: null,
    },
    { when: 'rewards name no quest', transactions: [{ amount: 10 }, { amount: 10 }], then: null },
    { when: 'a reward was taken back', transactions: [reward(100), reward(-100)], then: null },
    { when: 'gold was bought twice', transactions: [purchase(500, 'A'), purchase(500, 'B')], then: null },
    {
      when: 'a reward was paid twice',
      transactions: [purchase(5, 'A'), reward(100.5), { ...reward(100.5), description: 'Reward for completing quest: Map the harbour' }],
      then: {
        key: { questId: 7, userId: ANN_ID, kind: 'reward', transactionIds: [2, 3] },
        user: ANN_USER,
        quest: { id: 7, title: 'Map the harbour' },
        cause: 'reward',
        expected: { payments: 1 },
        actual: { payments: 2, paidGold: 201, questDeleted: false },
        repair: 'manual',
        headline: 'ann -> Quest "Map the harbour" (ID: 7)',
        details: ['Rewards: 2, 201.00 gold in all', 'Transactions: 2, 3'],
      },
    },
    {
      when: 'an older type was used, and no description',
      transactions: [reward(100), { ...reward(100), type: 'QUEST_REWARD', description: null }],
      then: { cause: 'reward', actual: { payments: 2 } },
    },
    {
      when: 'reward and bonus were paid twice',
      transactions: [reward(100), bonus(20), reward(100), { ...bonus(20), type: 'QUEST_BONUS', description: null }],
      then: [
        {
          cause: 'bonus',
          key: { kind: 'bonus' },
          actual: { paidGold: 40 },
          details: ['Bonuses: 2, 40.00 gold in all', 'Transactions: 2, 4'],
        },
        { cause: 'reward', key: { kind: 'reward' } },
      ],
    },
    {
      when: 'the quest is gone',
      transactions: [reward(1), reward(1)].map((row) => ({ ...row, quest_id: 9 })),
      then: { quest: { id: 9, title: null } },
    },
  ],
  goldRows,
);
