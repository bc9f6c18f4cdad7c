import { sql } from 'kysely';
import { isNotTrue } from '../../database/index.ts';
import { djangoTime, instant, line } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { isBlank } from './accounts.ts';

export default defineCheck({
  id: 'profile-ban-fields',
  group: 'profile',
  phase: null,
  title: 'Ban Fields on Accounts That Are Not Banned',
  summaryLabel: 'Ban fields on accounts that are not banned',
  severity: 'info',
  invariant: 'An account that is not banned has neither the reason nor the end of a ban.',
  why: 'Either an old accusation still stands in the record, or a ban was meant and never took effect.',
  advice: 'Ask whether the ban was lifted or never set. Then clear both fields, or ban the account in the admin.',
  repair: 'Manual: only a person knows whether the ban or its end is the mistake.',
  sentence: '{user} is not banned but has the reason or the end of a ban',
  causes: {},
  needs: { users_user: ['id', 'is_banned', 'ban_reason', 'ban_expires_at'] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    return sql`
      select u.id as user_id, u.ban_reason, u.ban_expires_at
      from users_user as u
      where ${isNotTrue(sql`u.is_banned`)} and (u.ban_expires_at is not null or (u.ban_reason is not null and not ${isBlank(sql`u.ban_reason`)}))
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
      expected: { banReason: null, banExpiresAt: null },
      actual: { isBanned: false, banReason: reason, banExpiresAt: expiresAt },
      repair: 'manual',
      headline: userLine(row),
      details: [line`Banned: no, until: ${djangoTime(expiresAt)}`, line`Reason: ${reason ?? 'None'}`],
    };
  },
});
