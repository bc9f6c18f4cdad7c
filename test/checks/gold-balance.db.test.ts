import { BOB } from '../support/flows.ts';
import { ANN_ID, ANN_USER, cashout, cashoutRefund, creation, goldRows, purchase, questRefund, reward } from '../support/gold-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'gold-balance',
  [
    { when: 'there is nothing yet', then: null },
    {
      when: 'the balance is the sum of all kinds of transactions',
      transactions: [purchase(550, 'A'), creation(105), reward(20)],
      then: null,
    },
    { when: 'a quest was deleted', transactions: [purchase(500, 'A'), creation(105), questRefund(100)], then: null },
    { when: 'a cash-out is under way', transactions: [purchase(9000, 'A'), cashout(5000)], then: null },
    {
      when: 'a cash-out was rejected and came back once',
      transactions: [purchase(9000, 'A'), cashout(5000), cashoutRefund(5000, 1)],
      then: null,
    },
    { when: 'cents add up that floating numbers do not', transactions: [{ amount: 0.1 }, { amount: 0.2 }], balance: 0.3, then: null },
    { when: 'there is no balance row, which gold-balance-missing tells', transactions: [reward(10)], balance: null, then: null },
    { when: 'a reward is another person’s', transactions: [{ ...reward(10), user_id: BOB }], balance: 0, then: null },
    {
      when: 'gold came without a transaction',
      transactions: [reward(10.25)],
      balance: 12.5,
      then: {
        key: { userId: ANN_ID },
        user: ANN_USER,
        quest: null,
        cause: 'too-high',
        expected: { goldBalance: 10.25 },
        actual: { goldBalance: 12.5, difference: 2.25 },
        repair: 'manual',
        headline: 'User "ann"',
        details: ['Gold balance: 12.50 (transactions add up to 10.25)', 'Difference: +2.25'],
      },
    },
    {
      when: 'a change was lost',
      transactions: [reward(10), reward(20)],
      balance: 20,
      then: { cause: 'too-low', expected: { goldBalance: 30 }, actual: { goldBalance: 20, difference: -10 } },
    },
    {
      when: 'one cent is missing',
      transactions: [{ amount: 0.1 }, { amount: 0.2 }],
      balance: 0.29,
      then: { actual: { goldBalance: 0.29, difference: -0.01 } },
    },
    { when: 'a balance has no transaction', balance: 100, then: { cause: 'too-high', expected: { goldBalance: 0 } } },
    {
      when: 'the person is gone',
      balance: 100,
      gone: true,
      then: { user: { id: ANN_ID, username: null }, headline: `User ${ANN_ID} (missing)` },
    },
  ],
  goldRows,
);
