import { completionRows, done } from '../support/completion-flows.ts';
import { BOB } from '../support/flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const undated = { completed_at: null };

describeTruthTable(
  'completed-quest-without-date',
  [
    { when: 'a completed quest is dated', participants: [done], then: null },
    { when: 'an open quest is not', quest: { ...undated, status: 'open' }, then: null },
    { when: 'a quest in progress is not', quest: { ...undated, status: 'in-progress' }, participants: [{}], then: null },
    {
      when: 'a completed quest has no date',
      quest: undated,
      participants: [done, { user_id: BOB, status: 'in_progress' }, { status: 'dropped' }],
      then: {
        key: { questId: 7 },
        user: null,
        expected: { dated: true },
        actual: { dated: false, unfinishedParticipants: 1, xpReward: 50, goldReward: 20, questDeleted: false },
        repair: 'manual',
        details: ['Status: completed, without a date', 'Owed: 50 XP and 20 gold to each of 1 unfinished participants, once it is dated'],
      },
    },
    { when: 'nobody participates in it', quest: undated, then: { actual: { unfinishedParticipants: 0 } } },
    { when: 'it is soft-deleted, which is marked', quest: { ...undated, is_deleted: 1 }, then: { actual: { questDeleted: true } } },
  ],
  completionRows,
);
