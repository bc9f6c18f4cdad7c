import { completionRows, done } from '../support/completion-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const undated = { status: 'completed' };

describeTruthTable(
  'completed-participant-without-date',
  [
    { when: 'the completion is dated', participants: [done], then: null },
    {
      when: 'the participant is not completed',
      quest: { status: 'in-progress' },
      participants: [{}, { status: 'in_progress' }],
      then: null,
    },
    { when: 'the participant was dropped', participants: [{ status: 'dropped' }], then: null },
    {
      when: 'the completion has no date',
      participants: [undated],
      then: {
        key: { participantId: 1, questId: 7, userId: 'a0000000-0000-4000-8000-000000000001' },
        expected: { dated: true },
        actual: {
          dated: false,
          joinedAt: '2025-07-01T12:00:00Z',
          questStatus: 'completed',
          xpReward: 50,
          goldReward: 20,
          questDeleted: false,
        },
        repair: 'manual',
        details: [
          'Participant: completed, without a date; joined at 2025-07-01 12:00:00+00:00',
          'Owed: 50 XP and 20 gold, unless it was paid by hand',
        ],
      },
    },
    {
      when: 'the quest is still in progress',
      quest: { status: 'in-progress' },
      participants: [undated],
      then: { actual: { questStatus: 'in-progress' } },
    },
    {
      when: 'the quest’s row is gone',
      participants: [{ ...undated, quest_id: 99 }],
      then: {
        actual: { questStatus: null, xpReward: null, goldReward: null },
        details: [
          'Participant: completed, without a date; joined at 2025-07-01 12:00:00+00:00',
          'Owed: unknown, as the quest is gone, unless it was paid by hand',
        ],
      },
    },
  ],
  completionRows,
);
