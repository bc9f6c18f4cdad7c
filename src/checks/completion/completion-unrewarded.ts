import { sql } from 'kysely';
import { withoutMatch, type SqlFragment, isBefore } from '../../database/index.ts';
import { djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';
import { owedOf, owedText, REWARD_COLUMNS } from './owed.ts';

/** Whether XP entry `x` bears the text that PeerQuest writes for a title. */
const isReasonFor = ({ capabilities: { bytes } }: FindContext, title: SqlFragment): SqlFragment =>
  sql`${bytes(sql`x.reason`)} = ${bytes(sql`concat('Completed quest: ', ${title})`)}`;

/**
 * Whether the person of participant `p` has an entry for a completion, not proven to be older than this one, under a title that none of their
 * quests bears: the quest may have been renamed after it was paid.
 */
function renamed(context: FindContext): SqlFragment {
  return sql`exists (
          select 1 from users_xptransaction as x
          where x.user_id = p.user_id and not case when p.completed_at is null then ${isBefore(context.capabilities, sql`x.created_at`, sql`p.joined_at`)}
            else ${isBefore(context.capabilities, sql`x.created_at`, sql`p.completed_at`)} end
            and ${context.capabilities.bytes(sql`substr(x.reason, 1, 17)`)} = ${context.capabilities.bytes(sql`'Completed quest: '`)}
            and not exists (
              select 1 from quests_questparticipant as other join quests_quest as named on named.id = other.quest_id
              where other.user_id = p.user_id and ${isReasonFor(context, sql`named.title`)}))`;
}

export default defineCheck({
  id: 'completion-unrewarded',
  group: 'completion',
  phase: null,
  title: 'Completions Without a Trace of a Reward',
  summaryLabel: 'Completions without a trace of a reward',
  severity: 'warning',
  invariant: 'Who completed a completed quest has a completion log, a gold reward or an XP entry for it.',
  why: 'The person did the work and was paid neither XP nor gold.',
  advice:
    'Where the cause is possibly-renamed, look at the person’s XP entries first: one may be for this quest under its old title. Else pay the amount owed: saving the dated participant in the application pays it, once for every save. Do not also pay by hand.',
  repair: 'Manual: XP and gold are paid by the application only, so that balance and level follow.',
  sentence: {
    'no-trace': '{user} completed {quest} and was not rewarded',
    'possibly-renamed': '{user} completed {quest} and was not rewarded, unless it was renamed since',
  },
  causes: {
    'no-trace': 'There is no completion log, no gold reward and no XP entry for this quest.',
    'possibly-renamed':
      'The person has an XP entry, not older than the completion, for a title that none of their quests bears: this quest may have been renamed since.',
  },
  needs: {
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status', 'joined_at', 'completed_at'],
    quests_quest: ['id', 'status', 'title', ...REWARD_COLUMNS],
    quests_questcompletionlog: ['id', 'quest_id', 'adventurer_id'],
    transactions_transaction: ['transaction_id', 'type', 'amount', 'quest_id', 'user_id'],
    users_xptransaction: ['id', 'reason', 'created_at', 'user_id'],
  },
  indexes: [
    { table: 'quests_quest', columns: ['status'] },
    { table: 'quests_questparticipant', columns: ['quest_id', 'status'] },
    { table: 'quests_questparticipant', columns: ['user_id'] },
    { table: 'quests_questcompletionlog', columns: ['quest_id', 'adventurer_id'] },
    { table: 'transactions_transaction', columns: ['quest_id'] },
    { table: 'users_xptransaction', columns: ['user_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['participant_id'],
  dated: 'completedAt',
  examines: 'participant',
  datedRows: {
    name: 'completed participants of completed quests',
    of: ({ capabilities }) =>
      sql`select p.completed_at as dated from quests_questparticipant as p join quests_quest as q on q.id = p.quest_id where ${capabilities.isWord(sql`p.status`, 'completed')} and ${capabilities.isWord(sql`q.status`, 'completed')}`,
  },

  find(context) {
    const { userId, capabilities } = context;
    const log = withoutMatch(capabilities, {
      from: sql`quests_questcompletionlog as l`,
      on: sql`l.quest_id = p.quest_id and l.adventurer_id = p.user_id`,
      present: sql`l.id`,
    });
    const reward = withoutMatch(capabilities, {
      from: sql`transactions_transaction as t`,
      on: sql`t.quest_id = p.quest_id and t.user_id = p.user_id and t.amount > 0 and ${capabilities.isWord(sql`t.type`, 'REWARD', 'QUEST_REWARD')}`,
      present: sql`t.transaction_id`,
    });
    const entry = withoutMatch(capabilities, {
      from: sql`users_xptransaction as x`,
      on: sql`x.user_id = p.user_id and ${isReasonFor(context, sql`q.title`)}`,
      present: sql`x.id`,
    });
    return sql`
      select p.id as participant_id, p.quest_id, p.user_id, p.completed_at, q.xp_reward, q.gold_reward,
        case when ${renamed(context)} then 'possibly-renamed' else 'no-trace' end as cause
      from quests_questparticipant as p
      join quests_quest as q on q.id = p.quest_id
      ${log.join}
      ${reward.join}
      ${entry.join}
      where ${capabilities.isWord(sql`p.status`, 'completed')} and ${capabilities.isWord(sql`q.status`, 'completed')} and ${log.where} and ${reward.where} and ${entry.where}
      ${userId === null ? sql`` : sql`and p.user_id = ${userId}`}`;
  },

  describe(row) {
    const user = userOf(row);
    const owed = owedOf(row);
    const completedAt = instant(row['completed_at']);
    return {
      key: { participantId: rowId(row['participant_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause: String(row['cause']),
      expected: { rewarded: true },
      actual: { rewarded: false, completedAt, ...owed, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [
        line`Participant: completed at ${djangoTime(completedAt)}`,
        line`Reward: no completion log, no gold, no XP entry`,
        line`Owed: ${owedText(owed)}`,
        line`Cause: ${row['cause']}`,
      ],
    };
  },
});
