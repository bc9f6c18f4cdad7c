import { sql } from 'kysely';
import type { SqlFragment } from '../../database/index.ts';
import type { FindContext } from '../define-check.ts';

/** What a user's XP is made of. */
export const XP_NEEDS = { users_xptransaction: ['user_id', 'amount'] } as const;

/** The total XP of each user who has an entry, as `user_id` and `xp`: grouped once, not summed per user. */
export function totalXp({ userId, capabilities }: FindContext): SqlFragment {
  return sql`(
          select x.user_id, sum(${capabilities.number(sql`x.amount`)}) as xp
          from users_xptransaction as x
          ${userId === null ? sql`` : sql`where x.user_id = ${userId}`}
          group by x.user_id)`;
}
