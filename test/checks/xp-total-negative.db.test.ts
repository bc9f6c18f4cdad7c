import { ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';
import { xpRows } from '../support/xp-flows.ts';

describeTruthTable(
  'xp-total-negative',
  [
    { when: 'nobody has XP', then: null },
    { when: 'entries add up to more than zero', entries: [{ amount: -50 }, { amount: 100 }], then: null },
    { when: 'they add up to zero', entries: [{ amount: -50 }, { amount: 50 }], then: null },
    {
      when: 'they add up to less',
      entries: [{ amount: 50 }, { amount: -80 }],
      then: { key: ANN_KEY, expected: { leastXp: 0 }, actual: { xp: -30 }, repair: 'manual' },
    },
    {
      when: 'the user is gone',
      entries: [{ amount: -1, user_id: 'f0000000000040008000000000000009' }],
      then: { user: { id: 'f0000000-0000-4000-8000-000000000009', username: null }, actual: { xp: -1 } },
    },
  ],
  xpRows,
);
