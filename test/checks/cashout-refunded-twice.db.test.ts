import { BOB } from '../support/flows.ts';
import { ANN_ID, ANN_USER, cashout, cashoutRefund, goldRows, purchase, questRefund } from '../support/gold-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const cashouts = [{}];
const asked = [purchase(20000, 'A'), cashout(5000)];

describeTruthTable(
  'cashout-refunded-twice',
  [
    { when: 'a cash-out waits', cashouts: [{ status: 'PENDING' }], transactions: asked, then: null },
    { when: 'a cash-out was paid', cashouts: [{ status: 'COMPLETED' }], transactions: asked, then: null },
    { when: 'a rejected one came back once', cashouts, transactions: [...asked, cashoutRefund(5000, 1)], then: null },
    { when: 'a cancelled one came back once', cashouts, transactions: [...asked, cashoutRefund(5000, 1, 'cancelled')], then: null },
    { when: 'a rejected one has not come back', cashouts, transactions: asked, then: null },
    {
      when: 'two came back once each, one number beginning like the other',
      cashouts: [{}, { id: 12 }],
      transactions: [...asked, cashout(5000), cashoutRefund(5000, 1), cashoutRefund(5000, 12)],
      then: null,
    },
    {
      when: 'the title of a refunded quest looks like a refund',
      cashouts,
      transactions: [...asked, cashoutRefund(5000, 1), { ...questRefund(10), description: 'Refund for rejected cashout request #1' }],
      then: null,
    },
    {
      when: 'the balance is too high by another amount',
      cashouts,
      transactions: [...asked, cashoutRefund(5000, 1)],
      balance: 20001,
      then: null,
    },
    { when: 'the balance is too high and nothing was refunded', cashouts, transactions: asked, balance: 20000, then: null },
    {
      when: 'a request was refunded twice',
      cashouts,
      transactions: [...asked, cashoutRefund(5000, 1), cashoutRefund(5000, 1, 'cancelled')],
      then: {
        key: { cashoutId: 1, userId: ANN_ID },
        user: ANN_USER,
        quest: null,
        cause: 'two-refunds',
        expected: { refunds: 1, refundedGold: 5000 },
        actual: { refunds: 2, refundedGold: 10000, status: 'REJECTED' },
        repair: 'manual',
        headline: 'User "ann"',
        details: ['Cash-out request: 1, 5000.00 gold, REJECTED', 'Refunds: 2, 10000.00 gold credited', 'Cause: two-refunds'],
      },
    },
    {
      when: 'a request that was paid has two refunds',
      cashouts: [{ status: 'COMPLETED' }],
      transactions: [...asked, cashoutRefund(5000, 1), cashoutRefund(5000, 1)],
      then: { cause: 'two-refunds', actual: { status: 'COMPLETED' } },
    },
    {
      when: 'one refund was credited twice',
      cashouts,
      transactions: [...asked, cashoutRefund(5000, 1)],
      balance: 25000,
      then: { cause: 'credited-twice', expected: { refundedGold: 5000 }, actual: { refunds: 1, refundedGold: 10000 } },
    },
    {
      when: 'all refunds of a person were credited twice',
      cashouts: [{}, { amount_gold: 6000.5 }],
      transactions: [...asked, cashout(6000.5), cashoutRefund(5000, 1), cashoutRefund(6000.5, 2)],
      balance: 31000.5,
      then: [
        { key: { cashoutId: 1 }, cause: 'credited-twice' },
        { key: { cashoutId: 2 }, cause: 'credited-twice', actual: { refundedGold: 12001 } },
      ],
    },
    {
      when: 'another person’s transaction names the request, and one of its own twice',
      cashouts,
      transactions: [...asked, { ...cashoutRefund(5000, 1), user_id: BOB }, cashoutRefund(5000, 1), cashoutRefund(5000, 1)],
      then: { actual: { refunds: 2 } },
    },
  ],
  goldRows,
);
