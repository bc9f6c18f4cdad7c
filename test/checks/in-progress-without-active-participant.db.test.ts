import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable('in-progress-without-active-participant', [
  { when: 'a person works on it', applications: [{}], participants: [{}], then: null },
  { when: 'a person was assigned directly, without an application', participants: [{ status: 'in_progress' }], then: null },
  { when: 'its participant has completed it before the others', participants: [{ status: 'completed' }], then: null },
  { when: 'one was dropped and another works', participants: [{ status: 'dropped' }, { user_id: BOB }], then: null },
  {
    when: 'the last one was kicked, and the quest reopened',
    quest: { status: 'open' },
    applications: [{ status: 'kicked' }],
    participants: [{ status: 'dropped' }],
    then: null,
  },
  {
    when: 'the last one has left, and the quest reopened',
    quest: { status: 'open', assigned_to_id: null },
    applications: [{}],
    then: null,
  },
  { when: 'a completed quest has none', quest: { status: 'completed' }, then: null },
  {
    when: 'everybody was dropped',
    applications: [{ status: 'kicked' }],
    participants: [{ status: 'dropped' }, { status: 'dropped', user_id: BOB }],
    then: {
      key: { questId: 7 },
      user: null,
      cause: 'all-dropped',
      expected: { activeParticipants: 1 },
      actual: { activeParticipants: 0, droppedParticipants: 2, questDeleted: false },
      repair: 'manual',
    },
  },
  {
    when: 'an approved applicant has no row',
    applications: [{}],
    participants: [{ status: 'dropped', user_id: BOB }],
    then: { cause: 'approved-without-participant' },
  },
  { when: 'an approved applicant was dropped', applications: [{}], participants: [{ status: 'dropped' }], then: { cause: 'all-dropped' } },
  { when: 'there is nobody at all', applications: [{ status: 'pending' }], then: { cause: 'nobody' } },
  {
    when: 'it is soft-deleted, which is marked',
    quest: { is_deleted: 1 },
    then: { headline: 'Quest "Map the harbour" (ID: 7) [deleted]' },
  },
]);
