import { completionRows, done } from '../support/completion-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'completed-quest-without-participants',
  [
    { when: 'a person has completed it', participants: [done], then: null },
    {
      when: 'a person was kicked before it was completed',
      applications: [{ status: 'kicked' }],
      participants: [{ status: 'dropped' }],
      then: null,
    },
    { when: 'a quest in progress has none', quest: { status: 'in-progress' }, then: null },
    {
      when: 'nobody participates',
      applications: [{}, { status: 'rejected' }],
      then: {
        key: { questId: 7 },
        user: null,
        expected: { participants: 1 },
        actual: {
          participants: 0,
          approvedApplications: 1,
          completedAt: '2025-07-05T12:00:00Z',
          xpReward: 50,
          goldReward: 20,
          questDeleted: false,
        },
        repair: 'manual',
        details: [
          'Status: completed at 2025-07-05 12:00:00+00:00',
          'Participants: none; approved applications: 1',
          'Owed: 50 XP and 20 gold to whoever did the work',
        ],
      },
    },
    { when: 'nobody applied either', quest: { completed_at: null }, then: { actual: { approvedApplications: 0, completedAt: null } } },
    { when: 'the only participant is of another quest', participants: [{ ...done, quest_id: 8 }], then: {} },
  ],
  completionRows,
);
