import fc from 'fast-check';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { generatedWorld, rowsOfWorld } from './generated-world.ts';
import type { CompletionWorld } from './naive-completion.ts';

const time = fc.integer({ min: 0, max: 5 }).map((n) => `2025-07-01 10:00:0${n}.00000${n}`);
const userId = fc.constantFrom('a0000000000040008000000000000001', 'b0000000000040008000000000000002');
const questId = fc.integer({ min: 1, max: 4 });
const amount = fc.constantFrom(-20, 0, 20, 35);

/** Six of each are enough for any situation of nine participants: they are drawn by position. */
const dates = fc.array(fc.option(time), { minLength: 9, maxLength: 9 });
const rewards = fc.array(fc.record({ xp_reward: fc.constantFrom(25, 50), gold_reward: amount.map(Math.abs) }), {
  minLength: 4,
  maxLength: 4,
});

/** Databases in which many quests and participants are completed, with and without dates, and paid for in every way or none. */
export const generatedCompletion: fc.Arbitrary<CompletionWorld> = fc
  .tuple(generatedWorld, dates, dates, rewards, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }))
  .chain(([world, questDates, participantDates, questRewards, isCompleted]) => {
    const quests = world.quests.map((quest, index) => ({
      ...quest,
      ...(questRewards[index] ?? { xp_reward: 0, gold_reward: 0 }),
      status: isCompleted[index] === true ? 'completed' : quest.status,
      completed_at: questDates[index] ?? null,
    }));
    const participants = world.participants.map((row, index) => ({
      ...row,
      status: isCompleted[8 - index] === true ? 'completed' : row.status,
      completed_at: participantDates[index] ?? null,
    }));
    const title = fc.constantFrom('some other title', ...quests.map((quest) => quest.title));
    return fc
      .record({
        logs: fc.uniqueArray(fc.record({ quest_id: questId, adventurer_id: userId }), {
          selector: (row) => `${row.quest_id} ${row.adventurer_id}`,
          maxLength: 2,
        }),
        transactions: fc.array(
          fc.record({
            type: fc.constantFrom('REWARD', 'QUEST_REWARD', 'REFUND', 'PURCHASE'),
            amount,
            quest_id: fc.option(questId),
            user_id: userId,
          }),
          { maxLength: 3 },
        ),
        xp: fc.array(
          fc.record({
            reason: fc.tuple(fc.constantFrom('Completed quest: ', 'completed quest: ', ''), title).map((parts) => parts.join('')),
            created_at: time,
            user_id: userId,
          }),
          { maxLength: 3 },
        ),
      })
      .map((paid) => ({ users: world.users, applications: world.applications, quests, participants, ...paid }));
  });

/** The rows of such a database. */
export function rowsOfCompletion({ logs, transactions, xp, ...world }: CompletionWorld): Dataset {
  return [
    ...rowsOfWorld(world),
    ['quests_questcompletionlog', logs],
    ['transactions_transaction', transactions],
    ['users_xptransaction', xp],
  ];
}
