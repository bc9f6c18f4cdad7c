import { accountRows, ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

describeTruthTable(
  'profile-ban-fields',
  [
    { when: 'nobody is banned', then: null },
    {
      when: 'a banned account has a reason and an end',
      ann: { is_banned: 1, ban_reason: 'Spam', ban_expires_at: '2999-01-01 00:00:00' },
      then: null,
    },
    { when: 'a ban has expired', ann: { is_banned: 1, ban_reason: 'Spam', ban_expires_at: '2025-06-01 08:00:00' }, then: null },
    { when: 'a form stored an empty reason', ann: { ban_reason: '' }, then: null },
    { when: 'a form stored spaces', ann: { ban_reason: '  ' }, then: null },
    {
      when: 'a reason stands on an account that is not banned',
      ann: { ban_reason: 'Spam' },
      then: {
        key: ANN_KEY,
        expected: { banReason: null, banExpiresAt: null },
        actual: { isBanned: false, banReason: 'Spam', banExpiresAt: null },
        repair: 'manual',
      },
    },
    {
      when: 'an end does',
      ann: { ban_expires_at: '2999-01-01 00:00:00' },
      then: { actual: { isBanned: false, banReason: null, banExpiresAt: '2999-01-01T00:00:00Z' } },
    },
  ],
  accountRows,
);
