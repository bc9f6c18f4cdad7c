import { BOB } from '../support/flows.ts';
import { ANN_ID, ANN_USER, creation, goldRows, purchase, reward } from '../support/gold-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const balance = null;
const BOB_ID = 'b0000000-0000-4000-8000-000000000002';

describeTruthTable(
  'gold-balance-missing',
  [
    { when: 'a new user has done nothing yet', balance, then: null },
    { when: 'a user with transactions has a balance', transactions: [reward(10)], then: null },
    { when: 'a participant has a balance of 0', participants: [{}], then: null },
    { when: 'the balance is wrong, which gold-balance tells', transactions: [reward(10)], balance: 99, then: null },
    { when: 'the transactions are those of a person who is gone', transactions: [reward(10)], balance, gone: true, then: null },
    {
      when: 'a user has transactions and no balance',
      transactions: [purchase(550.5, 'A'), creation(100.25)],
      balance,
      then: {
        key: { userId: ANN_ID },
        user: ANN_USER,
        quest: null,
        cause: null,
        expected: { goldBalance: 450.25 },
        actual: { goldBalance: null, transactions: 2, participations: 0 },
        repair: 'automatic',
        headline: 'User "ann"',
        details: ['Gold balance: MISSING (should be 450.25)', 'Transactions: 2', 'Participations: 0'],
      },
    },
    {
      when: 'a participant has no balance',
      participants: [{}],
      balance,
      then: { expected: { goldBalance: 0 }, actual: { transactions: 0, participations: 1 } },
    },
    { when: 'the participant was dropped', participants: [{ status: 'dropped' }], balance, then: { actual: { participations: 1 } } },
    {
      when: 'both, and another person’s rows do not count',
      transactions: [{ amount: 0.1 }, { amount: 0.2 }, { ...reward(5), user_id: BOB }],
      participants: [{}],
      balance,
      then: [
        { expected: { goldBalance: 0.3 }, actual: { transactions: 2, participations: 1 } },
        { user: { id: BOB_ID, username: 'bob' }, expected: { goldBalance: 5 } },
      ],
    },
  ],
  goldRows,
);
