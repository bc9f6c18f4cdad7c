import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const open = { status: 'open' };

describeTruthTable('quest-status', [
  { when: 'an open quest has no participant', quest: open, then: null },
  { when: 'all participants of an open quest were dropped', quest: open, participants: [{ status: 'dropped' }], then: null },
  { when: 'a quest in progress has a participant', participants: [{}], then: null },
  { when: 'a completed quest has one', quest: { status: 'completed' }, participants: [{ status: 'completed' }], then: null },
  {
    when: 'an open quest has active participants',
    quest: open,
    participants: [{}, { user_id: BOB, status: 'in_progress' }, { status: 'dropped' }],
    then: {
      key: { questId: 7 },
      user: null,
      expected: { status: 'in-progress' },
      actual: { status: 'open', activeParticipants: 2, questDeleted: false },
    },
  },
  {
    when: 'the participant of an open quest has completed it',
    quest: open,
    participants: [{ status: 'completed' }],
    then: { repair: 'automatic' },
  },
]);
