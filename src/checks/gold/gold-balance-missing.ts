import { line } from '../../model/index.ts';
import { sql } from 'kysely';
import { cents, hasMatch, countOf } from '../../database/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { goldOf, goldText } from './gold-amounts.ts';

export default defineCheck({
  id: 'gold-balance-missing',
  group: 'gold',
  phase: null,
  title: 'Users Without a Gold Balance',
  summaryLabel: 'Users without a gold balance',
  severity: 'critical',
  mends: 'some',
  invariant: 'A user with transactions or participations has a gold balance.',
  why: 'The application crashes when it is to pay the user: the reward, and whatever was saved with it, is lost.',
  advice: 'Repair it; until then the application fails when it pays this person.',
  repair: 'Automatic: inserts the balance, the sum of the user’s transactions, or 0. Manual where one of them is no number.',
  sentence: {
    '': '{user} has no gold balance, where the transactions add up to {expected.goldBalance} gold',
    'not-a-number': '{user} has no gold balance, and a transaction that is no number',
  },
  causes: {
    'not-a-number': 'One of the user’s transactions is no finite number: NaN, infinity, a text, or null. The sum is for a person to say.',
  },
  needs: {
    users_user: ['id'],
    transactions_userbalance: ['id', 'user_id'],
    transactions_transaction: ['user_id', 'amount'],
    quests_questparticipant: ['user_id'],
  },
  indexes: [
    { table: 'transactions_userbalance', columns: ['user_id'] },
    { table: 'transactions_transaction', columns: ['user_id'] },
    { table: 'quests_questparticipant', columns: ['user_id'] },
  ],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    const { capabilities } = context;
    const transactions = { from: sql`transactions_transaction as t`, on: sql`t.user_id = u.id` };
    const participations = { from: sql`quests_questparticipant as p`, on: sql`p.user_id = u.id` };
    return sql`
      select missing.*, case when ${capabilities.isFinite(sql`missing.booked_cents`)} then null else 'not-a-number' end as cause
      from (
      select u.id as user_id,
        (select case when count(*) = 0 then 0 else sum(${cents(capabilities, sql`t.amount`)}) end from transactions_transaction as t where t.user_id = u.id)
          as booked_cents,
        (select count(*) from transactions_transaction as t where t.user_id = u.id) as transactions,
        (select count(*) from quests_questparticipant as p where p.user_id = u.id) as participations
      from users_user as u
      where not exists (select 1 from transactions_userbalance as b where b.user_id = u.id)
      and (${hasMatch(capabilities, participations)} or ${hasMatch(capabilities, transactions)})
      ${ownRows(context, sql`u.id`)}) as missing`;
  },

  describe(row) {
    const user = userOf(row);
    const sum = goldOf(row['booked_cents']);
    const transactions = countOf(row['transactions']);
    const participations = countOf(row['participations']);
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: row['cause'] === null ? null : String(row['cause']),
      expected: { goldBalance: sum },
      actual: { goldBalance: null, transactions, participations },
      repair: sum === null ? 'manual' : 'automatic',
      headline: userLine(row),
      details: [
        line`Gold balance: MISSING (should be ${goldText(sum)})`,
        line`Transactions: ${transactions}`,
        line`Participations: ${participations}`,
      ],
    };
  },
});
