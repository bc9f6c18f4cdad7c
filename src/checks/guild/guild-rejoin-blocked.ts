import { sql } from 'kysely';
import { isNotBefore, isNotTrue } from '../../database/index.ts';
import { line, djangoTime, instant, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { guildOf, userAndGuildLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'guild-rejoin-blocked',
  group: 'guild',
  phase: null,
  title: 'Former Guild Members Who Cannot Ask Again',
  summaryLabel: 'Former guild members who cannot ask again',
  severity: 'info',
  invariant: 'Nobody who left a guild has an approved join request for it.',
  why: 'A person has one request for a guild, and the application replaces only a declined one: who was approved and left gets an error when they ask again.',
  advice:
    'Nothing to do until they want to come back. Then delete the old request in the admin site, or make their membership active again.',
  repair: 'Manual: it is the way the application works, and deleting the request would delete the trace of the approval.',
  sentence: '{user} left {guild} and cannot join again, as an approved join request is still there',
  causes: {},
  needs: {
    guilds_guildjoinrequest: ['id', 'guild_id', 'user_id', 'is_approved', 'processed_at'],
    guilds_guildmembership: ['guild_id', 'user_id', 'status', 'is_active', 'left_at'],
  },
  indexes: [
    { table: 'guilds_guildmembership', columns: ['guild_id', 'user_id'] },
    { table: 'guilds_guildjoinrequest', columns: ['user_id'] },
  ],
  names: ['user', 'guild'],
  orderBy: ['request_id'],
  dated: 'approvedAt',
  datedRows: {
    name: 'approved requests',
    of: () => sql`select r.processed_at as dated from guilds_guildjoinrequest as r where r.is_approved`,
  },

  find(context) {
    // Who left before the approval, or nobody knows when, is guild-approved-request-without-membership's.
    return sql`
      select r.id as request_id, r.guild_id, r.user_id, r.processed_at, m.left_at
      from guilds_guildjoinrequest as r
      join guilds_guildmembership as m on m.guild_id = r.guild_id and m.user_id = r.user_id
      where r.is_approved and ${context.capabilities.isWord(sql`m.status`, 'left')} and ${isNotTrue(sql`m.is_active`)}
      and m.left_at is not null and (r.processed_at is null or ${isNotBefore(context.capabilities, sql`m.left_at`, sql`r.processed_at`)})
      ${ownRows(context, sql`r.user_id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const approvedAt = instant(row['processed_at']);
    const leftAt = instant(row['left_at']);
    return {
      key: { requestId: rowId(row['request_id']), guildId: guildOf(row).id, userId: user.id },
      user,
      quest: null,
      cause: null,
      expected: { approvedRequests: 0 },
      actual: { approvedRequests: 1, approvedAt, leftAt },
      repair: 'manual',
      headline: userAndGuildLine(row),
      details: [line`Request: approved at ${djangoTime(approvedAt)}`, line`Membership: left at ${djangoTime(leftAt)}`],
    };
  },
});
