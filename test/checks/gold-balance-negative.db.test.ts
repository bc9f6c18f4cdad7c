import { ANN_ID, ANN_USER, cashout, creation, goldRows } from '../support/gold-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'gold-balance-negative',
  [
    { when: 'all gold is spent', balance: 0, then: null },
    { when: 'a cent is left', balance: 0.01, then: null },
    { when: 'transactions are negative and the balance is not', transactions: [cashout(5000)], balance: 10, then: null },
    { when: 'there is no balance', transactions: [creation(10)], balance: null, then: null },
    {
      when: 'more was spent than was there',
      transactions: [creation(10.5)],
      then: {
        key: { userId: ANN_ID },
        user: ANN_USER,
        quest: null,
        cause: null,
        expected: { leastGoldBalance: 0 },
        actual: { goldBalance: -10.5 },
        repair: 'manual',
        headline: 'User "ann"',
        details: ['Gold balance: -10.50'],
      },
    },
    { when: 'a cent is missing', balance: -0.01, then: { actual: { goldBalance: -0.01 } } },
  ],
  goldRows,
);
