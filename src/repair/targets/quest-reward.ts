import { sql } from 'kysely';
import { line, rowId } from '../../model/index.ts';
import { fromStored, toStored } from '../stored-value.ts';
import { planOf, updateOf } from './step.ts';
import { isWanted, type Target } from './target.ts';

const CHECK = 'quest-xp-reward';

/** What PeerQuest pays for each difficulty (SPEC section 2). */
const REWARDS: Readonly<Record<string, number>> = { initiate: 25, adventurer: 50, champion: 100, mythic: 200 };

/**
 * The XP that a quest promises. Its `updated_at` stays: the audit tells by it whether an approval failed, and a reward that is put
 * right says nothing of that.
 */
export const questRewardTarget: Target = {
  id: 'quest-reward',
  checks: [CHECK],
  keyKind: 'integer',
  needs: { quests_quest: ['id', 'title', 'difficulty', 'xp_reward'], quests_questparticipant: ['quest_id', 'user_id'] },
  writes: ['quests_quest'],
  naturalKeys: {},

  candidates({ capabilities }, { scope }) {
    const cases = Object.entries(REWARDS).map(([difficulty, xp]) => sql`when ${difficulty} then ${sql.lit(xp)}`);
    const mine =
      scope.userId === null
        ? sql``
        : sql`and q.id in (select own.quest_id from quests_questparticipant as own where own.user_id = ${fromStored(scope.userId)})`;
    return sql`
      select q.id from quests_quest as q
      where q.xp_reward <> case ${capabilities.bytes(sql`q.difficulty`)} ${sql.join(cases, sql` `)} else q.xp_reward end ${mine}
      order by q.id`;
  },

  async plan(source, ids, { scope }, hold) {
    const { amongIds, lockRows } = source.capabilities;
    const rows = await source.all(sql`
      select q.id, q.title, q.difficulty, q.xp_reward from quests_quest as q
      where q.id in (${amongIds(ids)}) order by q.id${hold && lockRows !== null ? lockRows : sql``}`);
    return rows.flatMap((row) => {
      const id = rowId(row['id']);
      const reward = REWARDS[String(row['difficulty'])];
      if (reward === undefined || !isWanted(scope, CHECK, () => ({ questId: id }))) return [];
      const step = updateOf(
        {
          check: CHECK,
          table: 'quests_quest',
          key: { id: toStored(row['id'], 'integer') },
          row: { xp_reward: toStored(row['xp_reward'], 'integer') },
          wanted: { xp_reward: reward },
        },
        [line`update quest "${row['title']}" XP reward to ${reward}`],
      );
      return step === null ? [] : [planOf(id, [step])];
    });
  },
};
