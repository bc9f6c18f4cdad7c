import fc from 'fast-check';
import type { Dataset } from '../../src/demo/audit-001.ts';
import type { World } from './naive-audit.ts';

/** Names and titles that try to break out of everything they are put into. */
const hostile = fc.oneof(
  fc.constantFrom(
    "'; drop table users_user; --",
    '\u001b[2J\u001b[31mred',
    'two\nlines\r\nTOTAL ISSUES: 0',
    '<script>alert(1)</script>',
    '=cmd()',
    '\u202eevil',
    '図書館 🗺️',
    '\\" \\\\ %s $1 ?',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0') && !/\p{Surrogate}/u.test(text)),
);
/** Everybody who may be spoken of. */
export const PEOPLE = ['a0000000000040008000000000000001', 'b0000000000040008000000000000002', 'c0000000000040008000000000000003'] as const;
const time = fc.integer({ min: 0, max: 5 }).map((n) => `2025-07-01 10:00:0${n}.00000${n}`);
const questId = fc.integer({ min: 1, max: 4 });
const userId = fc.constantFrom(...PEOPLE);

/** Databases with every status, ties in time, repeated applications, duplicate rows, rows whose user or quest is gone. */
export const generatedWorld: fc.Arbitrary<World> = fc.record({
  users: fc
    .subarray([...PEOPLE], { minLength: 1 })
    .chain((ids) => fc.tuple(...ids.map((id, index) => hostile.map((name) => ({ id, username: `${index}${name}` }))))),
  quests: fc.uniqueArray(
    fc.record({
      id: questId,
      title: hostile,
      status: fc.constantFrom('open', 'in-progress', 'completed'),
      updated_at: time,
      is_deleted: fc.constantFrom(0, 1),
      assigned_to_id: fc.option(userId),
    }),
    { selector: ({ id }) => id, maxLength: 4 },
  ),
  participants: fc
    .array(
      fc.record({
        status: fc.constantFrom('joined', 'in_progress', 'completed', 'dropped'),
        joined_at: time,
        quest_id: questId,
        user_id: userId,
      }),
      { maxLength: 9 },
    )
    .map((rows) => rows.map((row, index) => ({ id: index + 1, ...row }))),
  applications: fc
    .array(
      fc.record({
        status: fc.constantFrom('pending', 'approved', 'approved', 'rejected', 'kicked'),
        applied_at: time,
        reviewed_at: fc.option(time),
        applicant_id: userId,
        quest_id: questId,
      }),
      { maxLength: 9 },
    )
    .map((rows) => rows.map((row, index) => ({ id: index + 1, ...row }))),
});

/** The same world as a database with the unique index on participants can hold it: the first row of each pair. */
export function withoutDuplicates(world: World): World {
  const pairs = new Map(world.participants.toReversed().map((row) => [`${row.quest_id} ${row.user_id}`, row]));
  return { ...world, participants: world.participants.filter((row) => pairs.get(`${row.quest_id} ${row.user_id}`) === row) };
}

/** Who made all quests of a world; may be gone like anybody else. */
export const CREATOR = PEOPLE[0];

/** The rows of a world. The quests' category is always gone. */
export function rowsOfWorld(world: World): Dataset {
  return [
    ['users_user', world.users],
    ['quests_quest', world.quests.map((quest) => ({ ...quest, creator_id: CREATOR, category_id: 1 }))],
    ['quests_questparticipant', world.participants],
    ['applications_application', world.applications],
  ];
}
