import { sql } from 'kysely';
import { cents, countOf, idsOf, type SqlFragment } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { goldOf, goldText } from './gold-amounts.ts';

export default defineCheck({
  id: 'reward-paid-twice',
  group: 'gold',
  phase: null,
  title: 'Quest Rewards Paid Twice',
  summaryLabel: 'Quest rewards paid twice',
  severity: 'critical',
  invariant: 'A person gets the reward of a quest once, and its bonus once.',
  why: 'The person has gold that they did not earn: the quest’s creator paid for one reward.',
  advice:
    'Decide whether the gold is taken back; book that as a transaction of its own. Find out what saved the completed participant again: every save pays once more.',
  repair: 'Manual: the gold may have been spent since, and whether it is taken back is not for a program to decide.',
  sentence: {
    reward: '{user} got the reward of {quest} {actual.payments|time|times}',
    bonus: '{user} got the bonus of {quest} {actual.payments|time|times}',
  },
  causes: {
    reward: 'Several rewards for one quest: the completed participant was saved more than once.',
    bonus: 'Several bonuses for one quest.',
  },
  needs: { transactions_transaction: ['transaction_id', 'user_id', 'quest_id', 'type', 'amount', 'description'] },
  indexes: [{ table: 'transactions_transaction', columns: ['user_id'] }],
  names: ['user', 'quest'],
  orderBy: ['quest_id', 'user_id', 'cause'],

  find(context) {
    const { capabilities } = context;
    const isReward = (t: SqlFragment): SqlFragment =>
      sql`${capabilities.isWord(sql`${t}.type`, 'REWARD', 'QUEST_REWARD', 'QUEST_BONUS')} and ${t}.amount > 0`;
    // A number: MariaDB groups by a text several times as long.
    const isBonus = (t: SqlFragment): SqlFragment =>
      sql`case when ${capabilities.isWord(sql`${t}.type`, 'QUEST_BONUS')} or ${capabilities.bytes(sql`substr(${t}.description, 1, 10)`)} = 'Bonus for:'
            then 1 else 0 end`;
    // The ids are fetched for the few that were paid twice, not for everybody who was paid.
    return sql`
      select twice.quest_id, twice.user_id, case when twice.is_bonus = 1 then 'bonus' else 'reward' end as cause, twice.payments, twice.paid_cents,
        (select ${capabilities.joinIds(sql`p.transaction_id`)} from transactions_transaction as p
          where p.user_id = twice.user_id and p.quest_id = twice.quest_id and ${isReward(sql`p`)}
          and ${isBonus(sql`p`)} = twice.is_bonus) as transaction_ids
      from (
        select paid.quest_id, paid.user_id, paid.is_bonus, count(*) as payments, sum(paid.cents) as paid_cents
        from (
          select t.quest_id, t.user_id, ${cents(capabilities, sql`t.amount`)} as cents, ${isBonus(sql`t`)} as is_bonus
          from transactions_transaction as t
          where ${isReward(sql`t`)} and t.quest_id is not null ${ownRows(context, sql`t.user_id`)}) as paid
        group by paid.quest_id, paid.user_id, paid.is_bonus
        having count(*) > 1) as twice`;
  },

  describe(row) {
    const user = userOf(row);
    const kind = String(row['cause']);
    const quest = questOf(row);
    const payments = countOf(row['payments']);
    const paidGold = goldOf(row['paid_cents']);
    const ids = idsOf(row['transaction_ids']);
    return {
      key: { questId: quest.id, userId: user.id, kind, transactionIds: ids },
      user,
      quest,
      cause: kind,
      expected: { payments: 1 },
      actual: { payments, paidGold, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [
        line`${kind === 'bonus' ? 'Bonuses' : 'Rewards'}: ${payments}, ${goldText(paidGold)} gold in all`,
        line`Transactions: ${ids.join(', ')}`,
      ],
    };
  },
});
