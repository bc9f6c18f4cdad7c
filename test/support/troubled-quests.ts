import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';

/** People of the troubled quests. */
export const userIds: readonly string[] = Array.from({ length: 8 }, (_, index) => `a000000000004000800000000000000${index}`);

/** What is wrong with a quest: each has its own mixture of phases 1, 3 and 4. */
const TROUBLES = [
  { status: 'open', assignee: null, approved: [1], present: [] }, // participant, status and assignment
  { status: 'open', assignee: null, approved: [1, 2], present: [] }, // two participants
  { status: 'open', assignee: 1, approved: [1], present: [1] }, // status
  { status: 'in-progress', assignee: null, approved: [1], present: [1] }, // assignment
  { status: 'open', assignee: null, approved: [1, 2], present: [1, 2] }, // status and assignment: two updates of one row
  { status: 'in-progress', assignee: 1, approved: [2], present: [1] }, // participant alone: the assignee keeps the quest
  { status: 'in-progress', assignee: 1, approved: [1], present: [1] }, // in good order
] as const;

/** So many quests, of which six of seven are in trouble. */
export function troubledQuests(count: number): Dataset {
  const quests: PartialRow[] = [];
  const applications: PartialRow[] = [];
  const participants: PartialRow[] = [];
  for (let id = 1; id <= count; id++) {
    const trouble = TROUBLES[id % TROUBLES.length] ?? TROUBLES[0];
    // Everybody takes a turn in every part.
    const person = (index: number): string => userIds[(index + id) % userIds.length] ?? '';
    quests.push({
      id,
      title: `Quest ${id}`,
      status: trouble.status,
      updated_at: '2025-07-01 12:00:00.123456',
      assigned_to_id: trouble.assignee === null ? null : person(trouble.assignee),
      creator_id: person(0),
      category_id: 1,
      gold_reward: 100,
    });
    for (const index of trouble.approved) {
      applications.push({
        id: applications.length + 1,
        status: 'approved',
        applied_at: `2025-07-01 10:00:0${index}`,
        reviewed_at: `2025-07-01 13:00:0${index}`,
        applicant_id: person(index),
        quest_id: id,
      });
    }
    for (const index of trouble.present) {
      participants.push({
        id: participants.length + 1,
        status: 'joined',
        joined_at: `2025-07-01 11:00:0${index}.654321`,
        quest_id: id,
        user_id: person(index),
      });
    }
  }
  return [
    ['users_user', userIds.map((id, index) => ({ id, username: `user${index}` }))],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    ['quests_quest', quests],
    ['quests_questparticipant', participants],
    ['applications_application', applications],
  ];
}
