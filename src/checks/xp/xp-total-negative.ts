import { numberOf } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import { sql } from 'kysely';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { totalXp, XP_NEEDS } from './total-xp.ts';

export default defineCheck({
  id: 'xp-total-negative',
  group: 'xp',
  phase: null,
  title: 'Users With Less Than No XP',
  summaryLabel: 'Users with less than no XP',
  severity: 'warning',
  invariant: 'The XP entries of a user never add up to less than zero.',
  why: 'XP is earned, not owed: the person works for nothing until the total is above zero again.',
  advice:
    'Look through the person’s entries for a correction that was made twice, or of the wrong size, and write an entry that makes up for it.',
  repair: 'Manual: only a person can say which entry is wrong.',
  sentence: 'The XP entries of {user} add up to {actual.xp}',
  causes: {},
  needs: XP_NEEDS,
  indexes: [{ table: 'users_xptransaction', columns: ['user_id'] }],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    return sql`
      select total.user_id, total.xp
      from ${totalXp(context)} as total
      where total.xp < 0`;
  },

  describe(row) {
    const user = userOf(row);
    const xp = numberOf(row['xp']);
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: null,
      expected: { leastXp: 0 },
      actual: { xp },
      repair: 'manual',
      headline: userLine(row),
      details: [line`XP: ${xp}`],
    };
  },
});
