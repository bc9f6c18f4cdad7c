import { sql } from 'kysely';
import { isNotTrue } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'profile-privilege',
  group: 'profile',
  phase: null,
  title: 'Privileged Roles Without Staff Rights',
  summaryLabel: 'Privileged roles without staff rights',
  severity: 'critical',
  invariant: 'Who has the role admin or moderator is staff or a superuser.',
  why: 'The role lies in a column that people can set on their own profile: whatever trusts it lets them moderate, or administer.',
  advice:
    'Ask who gave the role. Where nobody did, set it back to adventurer or quest_maker and look at what the account has done since. Where it is meant, make the account staff.',
  repair: 'Manual: only a person knows whether the role was given or taken.',
  sentence: '{user} has the role {actual.role} but is neither staff nor superuser',
  causes: {},
  needs: { users_user: ['id', 'role', 'is_staff', 'is_superuser'] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    // Byte for byte, as the application compares: "Admin" opens nothing.
    return sql`
      select u.id as user_id, u.role
      from users_user as u
      where ${context.capabilities.isWord(sql`u.role`, 'admin', 'moderator')} and ${isNotTrue(sql`u.is_staff`)} and ${isNotTrue(sql`u.is_superuser`)}
      ${ownRows(context, sql`u.id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: null,
      expected: { staffOrSuperuser: true },
      actual: { staffOrSuperuser: false, role: String(row['role']) },
      repair: 'manual',
      headline: userLine(row),
      details: [line`Role: ${row['role']}, but neither staff nor superuser`],
    };
  },
});
