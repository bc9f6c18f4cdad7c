import { completionRows, done } from '../support/completion-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'completion-date-on-unfinished-quest',
  [
    { when: 'the quest is completed', participants: [done], then: null },
    { when: 'an unfinished quest has no date', quest: { status: 'in-progress', completed_at: null }, participants: [{}], then: null },
    {
      when: 'a participant completed the quest before the others',
      quest: { status: 'in-progress', completed_at: null },
      participants: [done],
      then: null,
    },
    {
      when: 'a quest in progress has a date',
      quest: { status: 'in-progress' },
      participants: [{}],
      then: {
        key: { questId: 7 },
        expected: { completedAt: null },
        actual: {
          completedAt: '2025-07-05T12:00:00Z',
          status: 'in-progress',
          unfinishedParticipants: 1,
          xpReward: 50,
          goldReward: 20,
          questDeleted: false,
        },
        repair: 'manual',
        details: [
          'Status: in-progress, but completed at 2025-07-05 12:00:00+00:00',
          'Owed: 50 XP and 20 gold to each of 1 unfinished participants, once it is completed',
        ],
      },
    },
    { when: 'an open quest has one', quest: { status: 'open' }, then: { actual: { status: 'open', unfinishedParticipants: 0 } } },
  ],
  completionRows,
);
