import { completionRows, done } from '../support/completion-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const joined = { joined_at: '2025-07-05 12:00:00' };

describeTruthTable(
  'completion-before-joining',
  [
    { when: 'the person joined first', participants: [done], then: null },
    { when: 'both are at the same time', participants: [{ ...done, ...joined }], then: null },
    { when: 'nothing is completed', quest: { status: 'in-progress' }, participants: [{ status: 'in_progress' }], then: null },
    { when: 'the completion has no date', participants: [{ status: 'completed', ...joined }], then: null },
    {
      when: 'the person was dropped, approved again and completed it: joining keeps its first date',
      participants: [{ ...done, joined_at: '2025-07-01 12:00:00' }],
      then: null,
    },
    {
      when: 'the completion is a microsecond earlier',
      participants: [{ ...done, joined_at: '2025-07-05 12:00:00.000001' }],
      then: {
        key: { participantId: 1, questId: 7, userId: 'a0000000-0000-4000-8000-000000000001' },
        expected: { completedAfterJoining: true },
        actual: {
          completedAfterJoining: false,
          participantStatus: 'completed',
          joinedAt: '2025-07-05T12:00:00.000001Z',
          completedAt: '2025-07-05T12:00:00Z',
          xpReward: 50,
          goldReward: 20,
          questDeleted: false,
        },
        repair: 'manual',
        details: [
          'Participant: completed, completed at 2025-07-05 12:00:00+00:00',
          'Joined: only at 2025-07-05 12:00:00.000001+00:00',
          'Owed: 50 XP and 20 gold for this completion; a save in the application pays it again',
        ],
      },
    },
    {
      when: 'the participant is not completed, but dated',
      quest: { status: 'in-progress' },
      participants: [{ completed_at: '2025-06-01 12:00:00' }],
      then: { actual: { participantStatus: 'joined' } },
    },
    {
      when: 'the quest’s row is gone',
      participants: [{ ...done, ...joined, quest_id: 99, completed_at: '2025-07-05 11:59:59' }],
      then: { actual: { xpReward: null, goldReward: null }, headline: 'ann -> Quest 99 (missing)' },
    },
  ],
  completionRows,
);
