import { sql } from 'kysely';
import { countOf } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questLine, questOf } from '../naming.ts';
import { questsInScope } from '../sync/active-participants.ts';
import { owedOf, owedText, REWARD_COLUMNS } from './owed.ts';

export default defineCheck({
  id: 'completed-quest-without-date',
  group: 'completion',
  phase: null,
  title: 'Completed Quests Without a Completion Date',
  summaryLabel: 'Completed quests without a completion date',
  severity: 'warning',
  invariant: 'A completed quest says when it was completed.',
  why: 'PeerQuest pays a quest’s remaining participants when it is saved as completed with a date. Without one it was never completed in the proper way, and those who still work on it wait for the reward.',
  advice:
    'Find out whether the quest was really completed, and whether its participants were paid. Setting the date in the application completes every unfinished participant and pays each the amount owed: do it only if that is meant. If they were paid already, have the date set in SQL.',
  repair: 'Manual: a date arms payments, and when the quest was completed is not written anywhere.',
  sentence: '{quest} is completed but does not say when',
  causes: {},
  needs: {
    quests_quest: ['id', 'status', 'completed_at', ...REWARD_COLUMNS],
    quests_questparticipant: ['quest_id', 'user_id', 'status'],
  },
  indexes: [
    { table: 'quests_quest', columns: ['status'] },
    { table: 'quests_questparticipant', columns: ['quest_id', 'status'] },
  ],
  names: ['quest'],
  orderBy: ['quest_id'],
  examines: 'quest',

  find(context) {
    const { isWord, isNoWord } = context.capabilities;
    return sql`
      select q.id as quest_id, q.xp_reward, q.gold_reward,
        (select count(*) from quests_questparticipant as p
          where p.quest_id = q.id and ${isNoWord(sql`p.status`, 'completed', 'dropped')}) as unfinished
      from quests_quest as q
      where ${isWord(sql`q.status`, 'completed')} and q.completed_at is null
      ${questsInScope(context)}`;
  },

  describe(row) {
    const owed = owedOf(row);
    const unfinishedParticipants = countOf(row['unfinished']);
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: null,
      expected: { dated: true },
      actual: { dated: false, unfinishedParticipants, ...owed, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: questLine(row),
      details: [
        line`Status: completed, without a date`,
        line`Owed: ${owedText(owed)} to each of ${unfinishedParticipants} unfinished participants, once it is dated`,
      ],
    };
  },
});
