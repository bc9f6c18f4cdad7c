import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const pending = { status: 'pending', reviewed_at: null };

describeTruthTable('application-pending-twice', [
  { when: 'one is pending', applications: [pending], then: null },
  {
    when: 'one is pending after a rejection and a kick',
    applications: [{ status: 'rejected' }, { status: 'kicked' }, pending],
    then: null,
  },
  { when: 'two people wait', applications: [pending, { ...pending, applicant_id: BOB }], then: null },
  { when: 'one person waits on two quests', applications: [pending, { ...pending, quest_id: 8 }], then: null },
  { when: 'several are decided', applications: [{}, {}, { status: 'rejected' }, { status: 'rejected' }], then: null },
  {
    when: 'several are pending',
    applications: [
      { ...pending, id: 10 },
      { ...pending, id: 9 },
      { status: 'rejected', id: 3 },
      { ...pending, id: 2 },
    ],
    then: {
      key: { questId: 7, userId: 'a0000000-0000-4000-8000-000000000001', applicationIds: [2, 9, 10] },
      expected: { pendingApplications: 1 },
      actual: { pendingApplications: 3, questDeleted: false },
      repair: 'manual',
      details: ['Pending applications: 3', 'Application rows: 2, 9, 10'],
    },
  },
  {
    when: 'the quest is soft-deleted, which is marked',
    quest: { is_deleted: 1 },
    applications: [pending, pending],
    then: { headline: 'ann -> Quest "Map the harbour" (ID: 7) [deleted]' },
  },
]);
