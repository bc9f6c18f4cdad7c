import { sql } from 'kysely';
import { countOf, numberOf } from '../../database/index.ts';
import { djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { timesBooked } from './gold-amounts.ts';

export default defineCheck({
  id: 'payment-without-purchase',
  group: 'gold',
  phase: null,
  title: 'Verified Payments Without Exactly One Purchase',
  summaryLabel: 'Verified payments without exactly one purchase',
  severity: 'critical',
  invariant:
    'A verified payment has exactly one PURCHASE transaction of the same user that names its reference; one that was taken back does not count.',
  why: 'The person paid real money: without the purchase they have no gold for it, with two they have it twice.',
  advice:
    'Compare the receipt with the person’s transactions. Missing: book the purchase in the admin site, with the reference in its description. Double: take one back with a negative PURCHASE that names the reference too.',
  repair: 'Manual: money was paid, and what was booked under another description only a person can recognize.',
  sentence: {
    missing: 'A verified payment of {user} over {actual.packageAmount} gold has no purchase',
    double: 'A verified payment of {user} over {actual.packageAmount} gold was booked as {actual.purchases|purchase|purchases}',
  },
  causes: {
    missing: 'No purchase names the reference: the approval was saved, and the gold was not booked.',
    double: 'Several purchases name the reference: the payment was approved more than once.',
  },
  needs: {
    payments_paymentproof: ['id', 'user_id', 'payment_reference', 'package_amount', 'status', 'verified_at'],
    transactions_transaction: ['user_id', 'type', 'amount', 'description'],
  },
  indexes: [{ table: 'transactions_transaction', columns: ['user_id'] }],
  names: ['user'],
  orderBy: ['payment_id'],
  dated: 'verifiedAt',
  datedRows: {
    name: 'verified payments',
    of: ({ capabilities }) =>
      sql`select v.verified_at as dated from payments_paymentproof as v where ${capabilities.isWord(sql`v.status`, 'verified')}`,
  },

  find(context) {
    const { isWord, namesWord } = context.capabilities;
    return sql`
      select p.id as payment_id, p.user_id, p.payment_reference, p.package_amount, p.verified_at, counted.purchases,
        case when counted.purchases < 1 then 'missing' else 'double' end as cause
      from (
        select v.id, ${timesBooked(sql`t.amount`)} as purchases
        from payments_paymentproof as v
        left join transactions_transaction as t on t.user_id = v.user_id and ${isWord(sql`t.type`, 'PURCHASE')}
          and ${namesWord(sql`t.description`, sql`v.payment_reference`)}
        where ${isWord(sql`v.status`, 'verified')} ${ownRows(context, sql`v.user_id`)}
        group by v.id
        having ${timesBooked(sql`t.amount`)} <> 1) as counted
      join payments_paymentproof as p on p.id = counted.id`;
  },

  describe(row) {
    const user = userOf(row);
    const purchases = countOf(row['purchases']);
    const paymentReference = String(row['payment_reference']);
    const packageAmount = numberOf(row['package_amount']);
    const verifiedAt = instant(row['verified_at']);
    return {
      key: { paymentId: rowId(row['payment_id']), userId: user.id },
      user,
      quest: null,
      cause: String(row['cause']),
      expected: { purchases: 1 },
      actual: { purchases, paymentReference, packageAmount, verifiedAt },
      repair: 'manual',
      headline: userLine(row),
      details: [
        line`Payment: "${paymentReference}" (ID: ${row['payment_id']}), ${packageAmount} gold, verified at ${djangoTime(verifiedAt)}`,
        purchases < 1 ? line`Purchase: MISSING` : line`Purchases: ${purchases}`,
      ],
    };
  },
});
