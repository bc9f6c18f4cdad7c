import { sql } from 'kysely';
import { cents, countOf } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { goldOf, goldText, timesBooked } from './gold-amounts.ts';

export default defineCheck({
  id: 'cashout-refunded-twice',
  group: 'gold',
  phase: null,
  title: 'Cash-Outs Refunded Twice',
  summaryLabel: 'Cash-outs refunded twice',
  severity: 'critical',
  invariant: 'The gold of a rejected or cancelled cash-out request comes back once: by one REFUND transaction, and once to the balance.',
  why: 'The person has gold twice that they had once, and can cash it out.',
  advice:
    'two-refunds: take one back with a negative REFUND of the same description, and lower the balance with it. credited-twice: set the balance to the sum of the transactions; see gold-balance.',
  repair:
    'Manual: the gold may have been spent since. --repair-balances sets a balance that was credited twice to the sum of its transactions.',
  sentence: {
    'two-refunds': 'A cash-out of {user} over {expected.refundedGold} gold was refunded by {actual.refunds|transaction|transactions}',
    'credited-twice': 'A cash-out of {user} over {expected.refundedGold} gold was credited twice',
  },
  causes: {
    'two-refunds': 'Several REFUND transactions name the request.',
    'credited-twice':
      'One REFUND transaction names the request, and the balance exceeds the person’s transactions by exactly what was refunded: rejecting adds the gold itself, and the new transaction adds it again.',
  },
  needs: {
    transactions_cashoutrequest: ['id', 'user_id', 'amount_gold', 'status'],
    transactions_transaction: ['user_id', 'type', 'amount', 'description', 'quest_id'],
    transactions_userbalance: ['user_id', 'gold_balance'],
  },
  indexes: [{ table: 'transactions_transaction', columns: ['user_id'] }],
  names: ['user'],
  orderBy: ['cashout_id'],

  find(context) {
    const { capabilities } = context;
    const { isWord, isFinite, namesWord } = capabilities;
    const balance = cents(capabilities, sql`b.gold_balance`);
    const onceRejected = sql`r.refunds = 1 and ${isWord(sql`r.status`, 'REJECTED')}`;
    // A refund of a quest bears the quest's title, which may say anything: it has a quest.
    return sql`
      select r.id as cashout_id, r.user_id, r.status, r.refunds, r.cents as refunded_cents, r.amount_cents,
        case when r.refunds > 1 then 'two-refunds' else 'credited-twice' end as cause
      from (
        select r.*, sum(case when ${onceRejected} then r.cents else 0 end) over (partition by r.user_id) as once_cents
        from (
          select c.id, c.user_id, c.status, ${cents(capabilities, sql`c.amount_gold`)} as amount_cents,
            ${timesBooked(sql`t.amount`)} as refunds, sum(${cents(capabilities, sql`t.amount`)}) as cents
          from transactions_cashoutrequest as c
          join transactions_transaction as t on t.user_id = c.user_id and ${isWord(sql`t.type`, 'REFUND')} and t.quest_id is null
            and t.description like 'Refund for % cashout request #%'
            and ${namesWord(sql`t.description`, sql`cast(c.id as char(20))`)}
          where 1 = 1 ${ownRows(context, sql`c.user_id`)}
          group by c.id, c.user_id, c.status, c.amount_gold) as r) as r
      left join transactions_userbalance as b on b.user_id = r.user_id
      where r.refunds > 1
      or (${onceRejected} and ${isFinite(balance)} and ${balance} - r.once_cents
        = (select sum(${cents(capabilities, sql`t.amount`)}) from transactions_transaction as t where t.user_id = r.user_id))`;
  },

  describe(row) {
    const user = userOf(row);
    const cause = String(row['cause']);
    const amount = goldOf(row['amount_cents']);
    const refunds = countOf(row['refunds']);
    // What the balance got twice, the transactions tell once.
    const refunded = goldOf(row['refunded_cents']);
    const refundedGold = refunded === null ? null : refunded * (cause === 'credited-twice' ? 2 : 1);
    return {
      key: { cashoutId: rowId(row['cashout_id']), userId: user.id },
      user,
      quest: null,
      cause,
      expected: { refunds: 1, refundedGold: amount },
      actual: { refunds, refundedGold, status: String(row['status']) },
      repair: 'manual',
      headline: userLine(row),
      details: [
        line`Cash-out request: ${row['cashout_id']}, ${goldText(amount)} gold, ${row['status']}`,
        line`Refunds: ${refunds}, ${goldText(refundedGold)} gold credited`,
        line`Cause: ${cause}`,
      ],
    };
  },
});
