import fc from 'fast-check';
import type { Dataset } from '../../src/demo/audit-001.ts';
import type { XpWorld } from './naive-xp.ts';

const ANYBODY = ['a0000000000040008000000000000001', 'b0000000000040008000000000000002', 'c0000000000040008000000000000003'];
const userId = fc.constantFrom(...ANYBODY);
const questId = fc.integer({ min: 1, max: 3 });
const title = fc.constantFrom('Map', 'Map', 'Map', 'map', '図書館 %_\\', '');

/** Databases with shared titles, entries of every size, repeated rows, and rows whose user or quest is gone. */
export const generatedXp: fc.Arbitrary<XpWorld> = fc.record({
  users: fc
    .subarray(ANYBODY, { minLength: 1 })
    .chain((ids) =>
      fc.tuple(...ids.map((id) => fc.integer({ min: -1, max: 101 }).map((level) => ({ id, username: `user-${id}`, level })))),
    ),
  quests: fc.uniqueArray(
    fc.record({
      id: questId,
      title,
      difficulty: fc.constantFrom('initiate', 'adventurer', 'champion', 'mythic', 'Mythic', 'easy', ''),
      xp_reward: fc.constantFrom(0, 25, 50, 100, 200),
      is_deleted: fc.constantFrom(0, 1),
    }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 3 },
  ),
  participants: fc.array(
    fc.record({ quest_id: questId, user_id: userId, status: fc.constantFrom('completed', 'completed', 'joined', 'dropped') }),
    { minLength: 2, maxLength: 8 },
  ),
  applications: fc.array(
    fc.record({ quest_id: questId, applicant_id: userId, status: fc.constantFrom('approved', 'approved', 'kicked') }),
    {
      maxLength: 4,
    },
  ),
  entries: fc
    .array(
      fc.record({
        user_id: userId,
        amount: fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(25, 50, 50, 200, 0, -50) },
          { weight: 1, arbitrary: fc.integer({ min: -3000, max: 120_000 }) },
        ),
        reason: fc.oneof(
          { weight: 5, arbitrary: title.map((text) => `Completed quest: ${text}`) },
          { weight: 1, arbitrary: fc.constantFrom('Bonus', 'completed quest: Map', 'Completed quest:', '') },
        ),
        times: fc.integer({ min: 1, max: 3 }),
      }),
      { maxLength: 8 },
    )
    .map((groups) => groups.flatMap(({ times, ...entry }) => Array.from({ length: times }, () => entry))),
});

/** The tables of a world, in an order that can be filled. */
export function rowsOfXpWorld({ users, quests, participants, applications, entries }: XpWorld): Dataset {
  return [
    ['users_user', users.map((row) => ({ ...row, email: `${row.id}@example.com` }))],
    ['quests_quest', quests.map((row) => ({ ...row, creator_id: ANYBODY[0] ?? '', category_id: 1 }))],
    ['quests_questparticipant', participants.map((row) => ({ ...row }))],
    ['applications_application', applications.map((row) => ({ ...row }))],
    ['users_xptransaction', entries.map((row) => ({ ...row }))],
  ];
}
