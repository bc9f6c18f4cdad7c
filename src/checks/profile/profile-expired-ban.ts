import { sql } from 'kysely';
import { line, djangoTime, instant } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'profile-expired-ban',
  group: 'profile',
  phase: null,
  title: 'Bans That Have Expired',
  summaryLabel: 'Bans that have expired',
  severity: 'info',
  mends: 'all',
  invariant: 'Nobody is banned beyond the end of their ban.',
  why: 'Lists and counts of banned people are wrong until the person logs in again, which is when the application lifts the ban.',
  advice: 'Nothing must be done. Repair it if the lists matter; extend the ban in the admin if it was meant to last.',
  repair: 'Automatic: lifts the ban as the application does at the next login (not banned, no reason, no date).',
  sentence: '{user} is still banned although the ban ended on {actual.banExpiresAt}',
  causes: {},
  needs: { users_user: ['id', 'is_banned', 'ban_reason', 'ban_expires_at'] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    const { isTime, now } = context.capabilities;
    return sql`
      select u.id as user_id, u.ban_reason, u.ban_expires_at
      from users_user as u
      where u.is_banned and ${isTime(sql`u.ban_expires_at`)} and u.ban_expires_at < ${now}
      ${ownRows(context, sql`u.id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const expiresAt = instant(row['ban_expires_at']);
    const reason = row['ban_reason'] === null ? null : String(row['ban_reason']);
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: null,
      expected: { isBanned: false, banReason: null, banExpiresAt: null },
      actual: { isBanned: true, banReason: reason, banExpiresAt: expiresAt },
      repair: 'automatic',
      headline: userLine(row),
      details: [line`Banned until: ${djangoTime(expiresAt)}, which has passed`],
    };
  },
});
