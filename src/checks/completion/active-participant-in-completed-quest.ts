import { sql } from 'kysely';
import { djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';
import { owedOf, owedText, REWARD_COLUMNS } from './owed.ts';

export default defineCheck({
  id: 'active-participant-in-completed-quest',
  group: 'completion',
  phase: null,
  title: 'Unfinished Participants of Completed Quests',
  summaryLabel: 'Unfinished participants of completed quests',
  severity: 'warning',
  invariant: 'Every participant of a completed quest has completed it or was dropped.',
  why: 'The reward round is over and this person had no part in it: either they go without the reward that they earned, or they are still paid although they did nothing.',
  advice:
    'Ask the creator whether the person did the work. If so, complete the participant in the application, which pays the amount owed once. If not, kick them before anybody saves the quest: with the cause armed, its next save pays them.',
  repair: 'Manual: completing the participant would arm a payment, dropping them would take it away.',
  sentence: '{user} is still {actual.participantStatus} in {quest}, which is completed',
  causes: {
    armed: 'The quest is dated: the next time it is saved in the application, for whatever reason, this participant is completed and paid.',
    undated: 'The quest has no completion date: saving it pays nobody until it gets one.',
  },
  needs: {
    quests_quest: ['id', 'status', 'completed_at', ...REWARD_COLUMNS],
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status', 'joined_at'],
  },
  indexes: [
    { table: 'quests_quest', columns: ['status'] },
    { table: 'quests_questparticipant', columns: ['quest_id', 'status'] },
    { table: 'quests_questparticipant', columns: ['user_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['participant_id'],
  dated: 'questCompletedAt',
  examines: 'participant',
  datedRows: {
    name: 'participants of completed quests',
    of: ({ capabilities }) =>
      sql`select q.completed_at as dated from quests_questparticipant as p join quests_quest as q on q.id = p.quest_id where ${capabilities.isWord(sql`q.status`, 'completed')}`,
  },

  find({ userId, capabilities: { isWord, isNoWord } }) {
    return sql`
      select p.id as participant_id, p.quest_id, p.user_id, p.status as participant_status, p.joined_at,
        q.completed_at as quest_completed_at, q.xp_reward, q.gold_reward,
        case when q.completed_at is null then 'undated' else 'armed' end as cause
      from quests_questparticipant as p
      join quests_quest as q on q.id = p.quest_id
      where ${isWord(sql`q.status`, 'completed')} and ${isNoWord(sql`p.status`, 'completed', 'dropped')}
      ${userId === null ? sql`` : sql`and p.user_id = ${userId}`}`;
  },

  describe(row) {
    const user = userOf(row);
    const owed = owedOf(row);
    const questCompletedAt = instant(row['quest_completed_at']);
    const joinedAt = instant(row['joined_at']);
    return {
      key: { participantId: rowId(row['participant_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause: String(row['cause']),
      expected: { unfinished: false },
      actual: {
        unfinished: true,
        participantStatus: String(row['participant_status']),
        joinedAt,
        questCompletedAt,
        ...owed,
        questDeleted: isDeletedQuest(row),
      },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [
        line`Participant: ${row['participant_status']} since ${djangoTime(joinedAt)}`,
        line`Quest: completed at ${djangoTime(questCompletedAt)}`,
        line`Owed: ${owedText(owed)}, if the person did the work`,
        line`Cause: ${row['cause']}`,
      ],
    };
  },
});
