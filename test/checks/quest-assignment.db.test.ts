import { BOB, EVE } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const unassigned = { assigned_to_id: null };

describeTruthTable('quest-assignment', [
  { when: 'the quest is assigned', participants: [{}], then: null },
  { when: 'it is assigned to another person', quest: { assigned_to_id: EVE }, participants: [{}], then: null },
  { when: 'nobody participates', quest: unassigned, then: null },
  { when: 'all participants were dropped', quest: unassigned, participants: [{ status: 'dropped' }], then: null },
  {
    when: 'the earliest active participant should be assigned',
    quest: unassigned,
    participants: [
      { status: 'dropped', joined_at: '2025-07-01 09:00:00' },
      { joined_at: '2025-07-01 12:00:00.000002' },
      { user_id: BOB, joined_at: '2025-07-01 12:00:00.000001' },
    ],
    then: {
      expected: { assignedTo: { id: 'b0000000-0000-4000-8000-000000000002', username: 'bob' } },
      actual: { assignedTo: null, activeParticipants: 2, questDeleted: false },
    },
  },
  {
    when: 'two joined at the same time, and the lower id decides',
    quest: unassigned,
    participants: [
      { user_id: EVE, joined_at: '2025-07-01 12:00:00' },
      { user_id: BOB, joined_at: '2025-07-01 12:00:00' },
    ],
    then: { expected: { assignedTo: { id: 'e0000000-0000-4000-8000-000000000003', username: 'eve' } } },
  },
]);
