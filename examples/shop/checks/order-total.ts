import { defineCheck, sql } from 'peerquest-audit';
import type { Shop } from '../tables.ts';

export default defineCheck<Shop>({
  id: 'order-total',
  title: 'Orders Whose Total Is Not the Sum of Their Lines',
  severity: 'warning',
  key: ['order_id'],
  user: 'customer_id',
  invariant: 'The total of an order that is not cancelled is the sum of its lines.',
  why: 'The customer pays the total, and the books are made from the lines.',
  advice: 'Compare the order with its invoice. Correct the total before it is paid; afterwards, pay back or ask for the rest.',
  needs: {
    orders: ['id', 'customer_id', 'status', 'total_cents'],
    order_lines: ['order_id', 'quantity', 'price_cents'],
  },
  indexes: [{ table: 'order_lines', columns: ['order_id'] }],

  find({ db }) {
    const sums = db
      .selectFrom('order_lines')
      .select(['order_id', sql<number>`sum(quantity * price_cents)`.as('total')])
      .groupBy('order_id')
      .as('lines');
    return db
      .selectFrom('orders as o')
      .leftJoin(sums, 'lines.order_id', 'o.id')
      .select((row) => [
        'o.id as order_id',
        'o.customer_id',
        'o.total_cents as actual_total_cents',
        row.fn.coalesce('lines.total', row.lit(0)).as('expected_total_cents'),
      ])
      .where('o.status', '<>', 'cancelled')
      .where((row) => row('o.total_cents', '<>', row.fn.coalesce('lines.total', row.lit(0))));
  },
});
