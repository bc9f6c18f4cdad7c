import { line } from '../../model/index.ts';
import { sql } from 'kysely';
import { isNotTrue } from '../../database/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'profile-superuser-unverified',
  group: 'profile',
  phase: null,
  title: 'Superusers With an Unverified Email Address',
  summaryLabel: 'Superusers with an unverified email address',
  severity: 'warning',
  mends: 'all',
  invariant: 'The email address of a superuser counts as verified.',
  why: 'The API turns away accounts that are not verified: a superuser cannot work, just when something needs their rights.',
  advice: 'Repair it. If you do not know the account, find out first who made it a superuser.',
  repair: 'Automatic: marks the address as verified, as the application does whenever it saves a superuser.',
  sentence: '{user} is a superuser whose email address is not verified',
  causes: {},
  needs: { users_user: ['id', 'is_superuser', 'email_verified'] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    return sql`
      select u.id as user_id
      from users_user as u
      where u.is_superuser and ${isNotTrue(sql`u.email_verified`)}
      ${ownRows(context, sql`u.id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: null,
      expected: { emailVerified: true },
      actual: { emailVerified: false },
      repair: 'automatic',
      headline: userLine(row),
      details: [line`Email: not verified (a superuser’s always is)`],
    };
  },
});
