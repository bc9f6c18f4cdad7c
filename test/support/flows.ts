import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';

/** People of the truth tables. */
export const ANN = 'a0000000000040008000000000000001';
export const BOB = 'b0000000000040008000000000000002';
export const EVE = 'e0000000000040008000000000000003';

const USERS: readonly PartialRow[] = [
  { id: ANN, username: 'ann' },
  { id: BOB, username: 'bob' },
  { id: EVE, username: 'eve' },
];

/** One quest (id 7 unless said), its applications and participants; what is not given is in good order. */
export interface Situation {
  readonly quest?: PartialRow;
  readonly applications?: readonly PartialRow[];
  readonly participants?: readonly PartialRow[];
}

/** The rows of a situation. */
export function rowsOf({ quest = {}, applications = [], participants = [] }: Situation): Dataset {
  return [
    ['users_user', USERS],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    [
      'quests_quest',
      [
        {
          id: 7,
          title: 'Map the harbour',
          status: 'in-progress',
          updated_at: '2025-07-01 12:00:01',
          assigned_to_id: ANN,
          creator_id: EVE,
          category_id: 1,
          ...quest,
        },
      ],
    ],
    [
      'quests_questparticipant',
      participants.map((row, index) => ({
        id: index + 1,
        status: 'joined',
        joined_at: `2025-07-01 12:00:0${index}`,
        quest_id: 7,
        user_id: ANN,
        ...row,
      })),
    ],
    [
      'applications_application',
      applications.map((row, index) => ({
        id: index + 1,
        status: 'approved',
        applied_at: `2025-07-01 10:00:0${index}`,
        reviewed_at: '2025-07-01 12:00:00',
        applicant_id: ANN,
        quest_id: 7,
        ...row,
      })),
    ],
  ];
}
