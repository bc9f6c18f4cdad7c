import { sql } from 'kysely';
import { numberOf, type SqlFragment } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questLine, questOf } from '../naming.ts';
import { questsInScope } from '../sync/active-participants.ts';

export default defineCheck({
  id: 'quest-xp-reward',
  group: 'xp',
  phase: null,
  title: 'XP Rewards That Differ From the Difficulty',
  summaryLabel: 'XP rewards that differ from the difficulty',
  severity: 'warning',
  mends: 'all',
  invariant: 'A quest gives the XP of its difficulty: initiate 25, adventurer 50, champion 100, mythic 200.',
  why: 'People are promised, and paid, more or less than others for the same work.',
  advice: 'Repair it. Where people were paid by the old value already, decide whether to make up for the difference.',
  repair: 'Automatic: sets the XP of the difficulty, as the application does whenever it saves a quest. What was paid stays paid.',
  sentence: '{quest} gives {actual.xpReward} XP, but its difficulty {actual.difficulty} gives {expected.xpReward}',
  causes: {},
  needs: { quests_quest: ['id', 'difficulty', 'xp_reward'], quests_questparticipant: ['quest_id', 'user_id'] },
  indexes: [],
  names: ['quest'],
  orderBy: ['quest_id'],
  examines: 'quest',

  find(context) {
    // Another difficulty, also in other case, is unknown to the application: it leaves the reward alone.
    const xpOf = (difficulty: string, xp: number): SqlFragment =>
      sql`when ${context.capabilities.isWord(sql`q.difficulty`, difficulty)} then ${sql.lit(xp)}`;
    return sql`
      select judged.quest_id, judged.difficulty, judged.xp_reward, judged.expected_xp
      from (
        select q.id as quest_id, q.difficulty, q.xp_reward,
          case ${xpOf('initiate', 25)} ${xpOf('adventurer', 50)} ${xpOf('champion', 100)} ${xpOf('mythic', 200)} end as expected_xp
        from quests_quest as q
        where 1 = 1 ${questsInScope(context)}) as judged
      where judged.xp_reward <> judged.expected_xp or (judged.xp_reward is null and judged.expected_xp is not null)`;
  },

  describe(row) {
    const [xp, expected] = [numberOf(row['xp_reward']), numberOf(row['expected_xp'])];
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: null,
      expected: { xpReward: expected },
      actual: { xpReward: xp, difficulty: String(row['difficulty']), questDeleted: isDeletedQuest(row) },
      repair: 'automatic',
      headline: questLine(row),
      details: [line`XP reward: ${xp} (should be ${expected})`, line`Difficulty: ${row['difficulty']}`],
    };
  },
});
