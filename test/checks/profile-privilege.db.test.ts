import { accountRows, ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'profile-privilege',
  [
    { when: 'an adventurer and a quest maker have no rights', bob: { role: 'quest_maker' }, then: null },
    { when: 'an admin is staff', ann: { role: 'admin', is_staff: 1 }, then: null },
    { when: 'a moderator is a superuser', ann: { role: 'moderator', is_superuser: 1 }, then: null },
    { when: 'an adventurer is staff', ann: { role: 'adventurer', is_staff: 1 }, then: null },
    { when: 'the role is in other case, which the application does not know', ann: { role: 'Admin' }, then: null },
    {
      when: 'an admin is neither staff nor superuser',
      ann: { role: 'admin' },
      then: {
        key: ANN_KEY,
        expected: { staffOrSuperuser: true },
        actual: { staffOrSuperuser: false, role: 'admin' },
        repair: 'manual',
      },
    },
    { when: 'a moderator is neither', ann: { role: 'moderator' }, then: { actual: { staffOrSuperuser: false, role: 'moderator' } } },
    { when: 'the account is not active', ann: { role: 'admin', is_active: 0 }, then: { key: ANN_KEY } },
    { when: 'is_admin is set, which gives no rights', ann: { role: 'admin', is_admin: 1 }, then: { key: ANN_KEY } },
  ],
  accountRows,
);
