import { sql } from 'kysely';
import { isBefore } from '../../database/index.ts';
import { djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';
import { owedOf, owedText, REWARD_COLUMNS } from './owed.ts';

export default defineCheck({
  id: 'completion-before-joining',
  group: 'completion',
  phase: null,
  title: 'Participants Who Completed a Quest Before They Joined It',
  summaryLabel: 'Participants who completed a quest before they joined it',
  severity: 'warning',
  invariant: 'A participant’s completion date is not before the date of joining.',
  why: 'One of the dates was written by hand or copied from elsewhere, and payments, statistics and disputes rest on them.',
  advice:
    'Look at the application’s review and the submission to see which date is wrong, and have it corrected in SQL. Do not correct it in the application: saving a completed, dated participant there pays the amount owed once more.',
  repair: 'Manual: which of the two dates is wrong is not written anywhere, and a completion date arms a payment.',
  sentence: '{user} completed {quest} on {actual.completedAt}, before joining it on {actual.joinedAt}',
  causes: {},
  needs: {
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status', 'joined_at', 'completed_at'],
    quests_quest: ['id', ...REWARD_COLUMNS],
  },
  indexes: [{ table: 'quests_questparticipant', columns: ['user_id'] }],
  names: ['user', 'quest'],
  orderBy: ['participant_id'],
  dated: 'completedAt',
  examines: 'participant',
  datedRows: {
    name: 'participants with a completion date',
    of: () => sql`select p.completed_at as dated from quests_questparticipant as p`,
  },

  find({ userId, capabilities }) {
    return sql`
      select p.id as participant_id, p.quest_id, p.user_id, p.status as participant_status, p.joined_at, p.completed_at,
        q.xp_reward, q.gold_reward
      from quests_questparticipant as p
      left join quests_quest as q on q.id = p.quest_id
      where ${isBefore(capabilities, sql`p.completed_at`, sql`p.joined_at`)}
      ${userId === null ? sql`` : sql`and p.user_id = ${userId}`}`;
  },

  describe(row) {
    const user = userOf(row);
    const owed = owedOf(row);
    const joinedAt = instant(row['joined_at']);
    const completedAt = instant(row['completed_at']);
    return {
      key: { participantId: rowId(row['participant_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause: null,
      expected: { completedAfterJoining: true },
      actual: {
        completedAfterJoining: false,
        participantStatus: String(row['participant_status']),
        joinedAt,
        completedAt,
        ...owed,
        questDeleted: isDeletedQuest(row),
      },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [
        line`Participant: ${row['participant_status']}, completed at ${djangoTime(completedAt)}`,
        line`Joined: only at ${djangoTime(joinedAt)}`,
        line`Owed: ${owedText(owed)} for this completion; a save in the application pays it again`,
      ],
    };
  },
});
