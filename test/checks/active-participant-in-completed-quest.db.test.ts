import { completionRows, done } from '../support/completion-flows.ts';
import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'active-participant-in-completed-quest',
  [
    { when: 'everybody has completed it or was dropped', participants: [done, { user_id: BOB, status: 'dropped' }], then: null },
    { when: 'a quest in progress has unfinished participants', quest: { status: 'in-progress' }, participants: [done, {}], then: null },
    { when: 'the quest’s row is gone', participants: [{ quest_id: 99 }], then: null },
    {
      when: 'a person has joined only',
      participants: [done, { user_id: BOB }],
      then: {
        key: { participantId: 2, questId: 7, userId: 'b0000000-0000-4000-8000-000000000002' },
        cause: 'armed',
        expected: { unfinished: false },
        actual: {
          unfinished: true,
          participantStatus: 'joined',
          joinedAt: '2025-07-01T12:00:01Z',
          questCompletedAt: '2025-07-05T12:00:00Z',
          xpReward: 50,
          goldReward: 20,
          questDeleted: false,
        },
        repair: 'manual',
      },
    },
    { when: 'a person is at work', participants: [{ status: 'in_progress' }], then: { actual: { participantStatus: 'in_progress' } } },
    { when: 'the quest has no date', quest: { completed_at: null }, participants: [{}], then: { cause: 'undated' } },
  ],
  completionRows,
);
