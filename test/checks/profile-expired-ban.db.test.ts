import { accountRows, ANN_KEY } from '../support/profile-flows.ts';
import { describeTruthTable } from '../support/truth-table.ts';

const banned = { is_banned: 1, ban_reason: 'Spam' };
/** A time this many seconds from now, as Django stores it. */
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

describeTruthTable(
  'profile-expired-ban',
  [
    { when: 'nobody is banned', then: null },
    { when: 'a ban has no end', ann: banned, then: null },
    { when: 'a ban ends in the future', ann: { ...banned, ban_expires_at: '2999-01-01 00:00:00' }, then: null },
    { when: 'a ban ends in an hour', ann: { ...banned, ban_expires_at: inSeconds(3600) }, then: null },
    { when: 'the end of a lifted ban was left behind', ann: { ban_expires_at: '2025-06-01 08:00:00' }, then: null },
    {
      when: 'a ban has ended',
      ann: { ...banned, ban_expires_at: '2025-06-01 08:00:00.000001' },
      then: {
        key: ANN_KEY,
        expected: { isBanned: false, banReason: null, banExpiresAt: null },
        actual: { isBanned: true, banReason: 'Spam', banExpiresAt: '2025-06-01T08:00:00.000001Z' },
        repair: 'automatic',
      },
    },
    { when: 'it ended an hour ago', ann: { ...banned, ban_expires_at: inSeconds(-3600) }, then: { key: ANN_KEY } },
    { when: 'it had no reason', ann: { is_banned: 1, ban_expires_at: inSeconds(-3600) }, then: { actual: { banReason: null } } },
  ],
  accountRows,
);
