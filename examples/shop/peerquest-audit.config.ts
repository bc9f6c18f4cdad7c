import { defineConfig } from 'peerquest-audit';
import orderTotal from './checks/order-total.ts';
import shippedBeforePaid from './checks/shipped-before-paid.ts';

export default defineConfig({
  database: 'shop.sqlite3',
  checks: [orderTotal, shippedBeforePaid, 'checks/*.yaml'],
  sqlChecks: ['checks/*.sql'],
  // Whom --user names: a customer, by e-mail address.
  users: { table: 'customers', id: 'id', name: 'email' },
});
