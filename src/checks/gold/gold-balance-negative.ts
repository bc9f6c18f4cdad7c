import { line } from '../../model/index.ts';
import { sql } from 'kysely';
import { cents } from '../../database/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { goldOf, goldText } from './gold-amounts.ts';

export default defineCheck({
  id: 'gold-balance-negative',
  group: 'gold',
  phase: null,
  title: 'Negative Gold Balances',
  summaryLabel: 'Negative gold balances',
  severity: 'warning',
  invariant: 'No gold balance is below zero.',
  why: 'Gold was spent or cashed out that the person did not have; the application refuses every further purchase until the debt is earned.',
  advice:
    'See whether gold-balance names the person too: then the balance is wrong. Else the transactions tell what was spent twice, most likely two requests at the same moment.',
  repair: 'Manual: only a person can say whether the debt stands, is forgiven or is an error of the books.',
  sentence: '{user} has a negative gold balance of {actual.goldBalance}',
  causes: {},
  needs: { transactions_userbalance: ['user_id', 'gold_balance'] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    const { capabilities } = context;
    const balance = cents(capabilities, sql`b.gold_balance`);
    return sql`
      select b.user_id, ${balance} as balance_cents
      from transactions_userbalance as b
      where b.gold_balance < 0 and ${balance} < 0
      ${ownRows(context, sql`b.user_id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const goldBalance = goldOf(row['balance_cents']);
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: null,
      expected: { leastGoldBalance: 0 },
      actual: { goldBalance },
      repair: 'manual',
      headline: userLine(row),
      details: [line`Gold balance: ${goldText(goldBalance)}`],
    };
  },
});
