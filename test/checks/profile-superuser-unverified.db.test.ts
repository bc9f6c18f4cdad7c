import { accountRows, ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'profile-superuser-unverified',
  [
    { when: 'a superuser is verified', ann: { is_superuser: 1, email_verified: 1 }, then: null },
    { when: 'a person who just registered is not', ann: { email_verified: 0 }, then: null },
    { when: 'staff without superuser rights is not', ann: { is_staff: 1, email_verified: 0 }, then: null },
    {
      when: 'a superuser is not',
      ann: { is_superuser: 1, email_verified: 0 },
      then: { key: ANN_KEY, expected: { emailVerified: true }, actual: { emailVerified: false }, repair: 'automatic' },
    },
  ],
  accountRows,
);
