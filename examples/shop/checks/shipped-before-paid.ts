import { defineCheck, line, sql } from 'peerquest-audit';

export default defineCheck({
  id: 'shipped-before-paid',
  title: 'Orders That Were Shipped Before They Were Paid',
  severity: 'critical',
  key: ['order_id'],
  user: 'customer_id',
  invariant: 'An order is shipped only after it has been paid.',
  why: 'Goods are gone for which nobody may ever pay.',
  advice: 'Ask the payment provider. Enter the payment if it is there; else write to the customer.',
  causes: {
    'never-paid': 'No payment is known: the parcel was sent by hand, or the payment was not entered.',
    'paid-later': 'The payment came after the parcel had been sent.',
  },
  needs: { orders: ['id', 'customer_id', 'paid_at', 'shipped_at'] },

  // SQL as it is, where that says it better; a value would be a parameter.
  find: () => sql`
    select o.id as order_id, o.customer_id, o.paid_at, o.shipped_at,
      case when o.paid_at is null then 'never-paid' else 'paid-later' end as cause
    from orders as o
    where o.shipped_at is not null and (o.paid_at is null or o.paid_at > o.shipped_at)`,

  describe: (row) => ({
    headline: line`Order ${row['order_id']} of customer ${row['customer_id']}`,
    details: [line`Shipped: ${row['shipped_at']}`, line`Paid: ${row['paid_at'] ?? 'never'}`],
  }),
});
