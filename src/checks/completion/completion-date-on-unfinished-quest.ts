import { sql } from 'kysely';
import { countOf } from '../../database/index.ts';
import { djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questLine, questOf } from '../naming.ts';
import { questsInScope } from '../sync/active-participants.ts';
import { owedOf, owedText, REWARD_COLUMNS } from './owed.ts';

export default defineCheck({
  id: 'completion-date-on-unfinished-quest',
  group: 'completion',
  phase: null,
  title: 'Unfinished Quests With a Completion Date',
  summaryLabel: 'Unfinished quests with a completion date',
  severity: 'warning',
  invariant: 'Only a completed quest has a completion date.',
  why: 'The date is a loaded payment: setting the status to completed, even by mistake, pays all participants at once. And by its date the quest counts as completed.',
  advice:
    'Ask the creator. Is the quest going on? Then clear the date. Was it completed? Then see who was paid first: saving it as completed in the application pays every unfinished participant the amount owed.',
  repair: 'Manual: either the date or the status is wrong, and the wrong guess pays people or withholds their pay.',
  sentence: '{quest} has a completion date although it is {actual.status}',
  causes: {},
  needs: {
    quests_quest: ['id', 'status', 'completed_at', ...REWARD_COLUMNS],
    quests_questparticipant: ['quest_id', 'user_id', 'status'],
  },
  indexes: [{ table: 'quests_questparticipant', columns: ['quest_id', 'status'] }],
  names: ['quest'],
  orderBy: ['quest_id'],
  dated: 'completedAt',
  examines: 'quest',
  datedRows: {
    name: 'quests with a completion date',
    of: () => sql`select q.completed_at as dated from quests_quest as q`,
  },

  find(context) {
    const { isNoWord } = context.capabilities;
    return sql`
      select q.id as quest_id, q.status as quest_status, q.completed_at, q.xp_reward, q.gold_reward,
        (select count(*) from quests_questparticipant as p
          where p.quest_id = q.id and ${isNoWord(sql`p.status`, 'completed', 'dropped')}) as unfinished
      from quests_quest as q
      where q.completed_at is not null and ${isNoWord(sql`q.status`, 'completed')}
      ${questsInScope(context)}`;
  },

  describe(row) {
    const owed = owedOf(row);
    const unfinishedParticipants = countOf(row['unfinished']);
    const completedAt = instant(row['completed_at']);
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: null,
      expected: { completedAt: null },
      actual: { completedAt, status: String(row['quest_status']), unfinishedParticipants, ...owed, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: questLine(row),
      details: [
        line`Status: ${row['quest_status']}, but completed at ${djangoTime(completedAt)}`,
        line`Owed: ${owedText(owed)} to each of ${unfinishedParticipants} unfinished participants, once it is completed`,
      ],
    };
  },
});
