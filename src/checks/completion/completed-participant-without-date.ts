import { sql } from 'kysely';
import { line, djangoTime, instant, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';
import { owedOf, owedText, REWARD_COLUMNS } from './owed.ts';

export default defineCheck({
  id: 'completed-participant-without-date',
  group: 'completion',
  phase: null,
  title: 'Completed Participants Without a Completion Date',
  summaryLabel: 'Completed participants without a completion date',
  severity: 'warning',
  invariant: 'A completed participant says when they completed the quest.',
  why: 'PeerQuest pays a participant who is saved as completed with a date. Without the date there was no payment, and nothing will ever ask for it again.',
  advice:
    'See whether the person was paid (completion-unrewarded tells, where the quest is completed). If not, and the work was accepted, set the date in the application: that pays the amount owed once. If they were paid, have the date set in SQL, which pays nothing.',
  repair: 'Manual: a date arms a payment, and when the person completed the quest is not written anywhere.',
  sentence: '{user} has completed {quest} but the row does not say when',
  causes: {},
  needs: {
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status', 'joined_at', 'completed_at'],
    quests_quest: ['id', 'status', ...REWARD_COLUMNS],
  },
  indexes: [{ table: 'quests_questparticipant', columns: ['user_id'] }],
  names: ['user', 'quest'],
  orderBy: ['participant_id'],
  dated: 'joinedAt',
  examines: 'participant',
  datedRows: {
    name: 'completed participants',
    of: ({ capabilities }) =>
      sql`select p.joined_at as dated from quests_questparticipant as p where ${capabilities.isWord(sql`p.status`, 'completed')}`,
  },

  find({ userId, capabilities: { isWord } }) {
    return sql`
      select p.id as participant_id, p.quest_id, p.user_id, p.joined_at, q.status as quest_status, q.xp_reward, q.gold_reward
      from quests_questparticipant as p
      left join quests_quest as q on q.id = p.quest_id
      where ${isWord(sql`p.status`, 'completed')} and p.completed_at is null
      ${userId === null ? sql`` : sql`and p.user_id = ${userId}`}`;
  },

  describe(row) {
    const user = userOf(row);
    const owed = owedOf(row);
    const joinedAt = instant(row['joined_at']);
    return {
      key: { participantId: rowId(row['participant_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause: null,
      expected: { dated: true },
      actual: {
        dated: false,
        joinedAt,
        questStatus: row['quest_status'] === null ? null : String(row['quest_status']),
        ...owed,
        questDeleted: isDeletedQuest(row),
      },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [
        line`Participant: completed, without a date; joined at ${djangoTime(joinedAt)}`,
        line`Owed: ${owedText(owed)}, unless it was paid by hand`,
      ],
    };
  },
});
