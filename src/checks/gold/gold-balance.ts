import { line } from '../../model/index.ts';
import { sql } from 'kysely';
import { cents } from '../../database/index.ts';
import { defineCheck } from '../define-check.ts';
import { inTableOrder } from '../in-table-order.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { goldOf, goldText } from './gold-amounts.ts';

export default defineCheck({
  id: 'gold-balance',
  group: 'gold',
  phase: null,
  title: 'Gold Balances That Differ From Their Transactions',
  summaryLabel: 'Wrong gold balances',
  severity: 'warning',
  invariant: 'A user’s gold balance is the sum of the user’s transactions.',
  why: 'The balance is what people spend and cash out, the transactions are what they were paid: the difference is gold that nobody can explain.',
  advice:
    'Look at the person’s transactions first: one may be missing, rather than the balance wrong. A difference of exactly one refund is explained by cashout-refunded-twice.',
  repair:
    'Manual unless allowed: with --repair-balances the balance becomes the sum of the transactions, as the application’s recalculate_balances does for everybody.',
  sentence: {
    'too-high': 'The balance of {user} is {actual.goldBalance} gold, above the {expected.goldBalance} of the transactions',
    'too-low': 'The balance of {user} is {actual.goldBalance} gold, below the {expected.goldBalance} of the transactions',
    'not-a-number': 'The balance of {user}, or one of the transactions, is no number',
  },
  causes: {
    'too-high': 'The balance was raised without a transaction, or twice for one transaction.',
    'not-a-number':
      'The balance, or one of the transactions, is no finite number: NaN, infinity, a text, or null. Left for a person, whatever is allowed.',
    'too-low': 'The balance was lowered without a transaction, or a change was lost when two were made at the same time.',
  },
  needs: { transactions_userbalance: ['user_id', 'gold_balance'], transactions_transaction: ['user_id', 'amount'] },
  indexes: [{ table: 'transactions_transaction', columns: ['user_id'] }],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    const { capabilities } = context;
    const balance = cents(capabilities, sql`b.gold_balance`);
    const booked = sql`case when booked.user_id is null then 0 else booked.cents end`;
    const areNumbers = sql`(${capabilities.isFinite(balance)} and ${capabilities.isFinite(sql`(${booked})`)})`;
    return sql`
      select b.user_id, ${balance} as balance_cents, ${booked} as booked_cents,
        case when not ${areNumbers} then 'not-a-number' when ${balance} > ${booked} then 'too-high' else 'too-low' end as cause
      from transactions_userbalance as b
      left join (
        select t.user_id, sum(${cents(capabilities, sql`t.amount`)}) as cents
        from transactions_transaction as t${inTableOrder(context)}
        where 1 = 1 ${ownRows(context, sql`t.user_id`)}
        group by t.user_id) as booked on booked.user_id = b.user_id
      where (${balance} <> ${booked} or not ${areNumbers})
      ${ownRows(context, sql`b.user_id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const goldBalance = goldOf(row['balance_cents']);
    const sum = goldOf(row['booked_cents']);
    const difference = goldBalance === null || sum === null ? null : goldOf(Number(row['balance_cents']) - Number(row['booked_cents']));
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: String(row['cause']),
      expected: { goldBalance: sum },
      actual: { goldBalance, difference },
      repair: 'manual',
      headline: userLine(row),
      details: [
        line`Gold balance: ${goldText(goldBalance)} (transactions add up to ${goldText(sum)})`,
        line`Difference: ${difference !== null && difference > 0 ? '+' : ''}${goldText(difference)}`,
      ],
    };
  },
});
