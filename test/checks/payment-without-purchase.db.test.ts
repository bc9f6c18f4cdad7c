import { expect } from 'vitest';
import { BOB } from '../support/flows.ts';
import { ANN_ID, ANN_USER, goldRows, purchase, reward } from '../support/gold-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const payments = [{}];
const described = (description: string | null) => ({ type: 'PURCHASE', amount: 500, description });

describeTruthTable(
  'payment-without-purchase',
  [
    { when: 'a payment is booked once', payments, transactions: [purchase(500, 'PQ-1')], then: null },
    {
      when: 'several payments are booked once each, one reference beginning like another',
      payments: [{}, { payment_reference: 'PQ-12' }, { payment_reference: 'PQ-1-2' }],
      transactions: [purchase(500, 'PQ-1'), purchase(500, 'PQ-12'), purchase(500, 'PQ-1-2')],
      then: null,
    },
    { when: 'the payment waits', payments: [{ status: 'queued' }, { status: 'processing', id: 2 }], then: null },
    { when: 'the payment was rejected', payments: [{ status: 'rejected' }], then: null },
    { when: 'a purchase has no payment', transactions: [purchase(500, 'PQ-9')], then: null },
    { when: 'the reference is named in other words', payments, transactions: [described('Manual booking (PQ-1).')], then: null },
    {
      when: 'the reference holds what could be a pattern',
      payments: [{ payment_reference: '50%_*[a]\\' }],
      transactions: [purchase(500, '50%_*[a]\\')],
      then: null,
    },
    {
      when: 'the purchase was booked twice and one was taken back',
      payments,
      transactions: [purchase(500, 'PQ-1'), purchase(500, 'PQ-1'), purchase(-500, 'PQ-1')],
      then: null,
    },
    {
      when: 'a verified payment was not booked',
      payments,
      then: {
        key: { paymentId: 1, userId: ANN_ID },
        user: ANN_USER,
        quest: null,
        cause: 'missing',
        expected: { purchases: 1 },
        actual: { purchases: 0, paymentReference: 'PQ-1', packageAmount: 500, verifiedAt: '2025-07-06T09:30:00Z' },
        repair: 'manual',
        headline: 'User "ann"',
        details: ['Payment: "PQ-1" (ID: 1), 500 gold, verified at 2025-07-06 09:30:00+00:00', 'Purchase: MISSING'],
      },
    },
    {
      when: 'it was booked twice',
      payments,
      transactions: [purchase(500, 'PQ-1'), purchase(500, 'PQ-1')],
      then: { cause: 'double', actual: { purchases: 2 }, details: [expect.any(String), 'Purchases: 2'] },
    },
    {
      when: 'the purchase was taken back',
      payments,
      transactions: [purchase(500, 'PQ-1'), purchase(-500, 'PQ-1')],
      then: { cause: 'missing', actual: { purchases: 0 } },
    },
    { when: 'only a longer reference is booked', payments, transactions: [purchase(500, 'PQ-12')], then: { cause: 'missing' } },
    { when: 'only a reference that ends like it is booked', payments, transactions: [purchase(500, 'X-PQ-1')], then: { cause: 'missing' } },
    { when: 'the reference differs in case', payments, transactions: [purchase(500, 'pq-1')], then: { cause: 'missing' } },
    { when: 'the purchase is without description', payments, transactions: [described(null)], then: { cause: 'missing' } },
    { when: 'a reward names it', payments, transactions: [{ ...reward(500), description: 'Ref: PQ-1' }], then: { cause: 'missing' } },
    {
      when: 'another person got the gold',
      payments,
      transactions: [{ ...purchase(500, 'PQ-1'), user_id: BOB }],
      then: { cause: 'missing' },
    },
    {
      when: 'nothing was booked for a payment without reference',
      payments: [{ payment_reference: '' }],
      transactions: [purchase(500, '')],
      then: { cause: 'missing' },
    },
  ],
  goldRows,
);
