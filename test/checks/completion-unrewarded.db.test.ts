import { completionRows, done } from '../support/completion-flows.ts';
import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const one = { participants: [done] };

describeTruthTable(
  'completion-unrewarded',
  [
    { when: 'XP and gold were paid', ...one, xp: [{}], transactions: [{}], then: null },
    { when: 'there is an XP entry only, as for a quest without gold', ...one, quest: { gold_reward: 0 }, xp: [{}], then: null },
    { when: 'there is a gold reward only', ...one, transactions: [{}], then: null },
    { when: 'there is a reward of the older kind', ...one, transactions: [{ type: 'QUEST_REWARD' }], then: null },
    { when: 'there is a completion log only', ...one, logs: [{}], then: null },
    { when: 'it was paid twice', ...one, xp: [{}, {}], transactions: [{}, {}], then: null },
    { when: 'the quest is not completed yet', ...one, quest: { status: 'in-progress' }, then: null },
    { when: 'the participant was dropped', participants: [{ ...done, status: 'dropped' }], then: null },
    { when: 'the participant is unfinished', participants: [{}], then: null },
    {
      when: 'there is no trace of a reward',
      ...one,
      then: {
        key: { participantId: 1, questId: 7, userId: 'a0000000-0000-4000-8000-000000000001' },
        cause: 'no-trace',
        expected: { rewarded: true },
        actual: { rewarded: false, completedAt: '2025-07-05T12:00:00Z', xpReward: 50, goldReward: 20, questDeleted: false },
        repair: 'manual',
        details: [
          'Participant: completed at 2025-07-05 12:00:00+00:00',
          'Reward: no completion log, no gold, no XP entry',
          'Owed: 50 XP and 20 gold',
          'Cause: no-trace',
        ],
      },
    },
    {
      when: 'the completion has no date, so that nothing was paid',
      participants: [{ status: 'completed' }],
      then: { actual: { completedAt: null } },
    },
    {
      when: 'another person was rewarded',
      ...one,
      logs: [{ adventurer_id: BOB }],
      xp: [{ user_id: BOB }],
      transactions: [{ user_id: BOB }],
      then: { cause: 'no-trace' },
    },
    {
      when: 'gold went out, was given back, or is of another quest',
      ...one,
      transactions: [{ amount: -20 }, { amount: 0 }, { type: 'REFUND' }, { quest_id: 8 }, { quest_id: null }],
      then: { cause: 'no-trace' },
    },
    {
      when: 'an XP entry names another title and is earlier, or names none',
      ...one,
      xp: [
        { reason: 'Completed quest: Map the town', created_at: '2025-07-05 11:59:59.999999' },
        { reason: 'Map the harbour' },
        { reason: 'completed quest: Map the town' },
      ],
      then: { cause: 'no-trace' },
    },
    {
      when: 'a later XP entry names another quest of the person',
      quests: [{ id: 8, title: 'Map the town' }],
      participants: [done, { ...done, quest_id: 8 }],
      xp: [{ reason: 'Completed quest: Map the town' }],
      then: { key: { questId: 7 }, cause: 'no-trace' },
    },
    {
      when: 'an XP entry differs in upper and lower case, as an earlier title may',
      ...one,
      xp: [{ reason: 'Completed quest: map the Harbour' }],
      then: { cause: 'possibly-renamed' },
    },
    {
      when: 'the quest may have been renamed since it was paid',
      ...one,
      xp: [{ reason: 'Completed quest: Map the port' }],
      then: { cause: 'possibly-renamed', repair: 'manual' },
    },
  ],
  completionRows,
);
