import { sql } from 'kysely';
import { isBefore, isNotBefore, isNotTrue } from '../../database/index.ts';
import { boolean, djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { guildOf, unknownMembershipLines, userAndGuildLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'guild-approved-request-without-membership',
  group: 'guild',
  phase: null,
  title: 'Approved Guild Requests Without Membership',
  summaryLabel: 'Approved guild requests without membership',
  severity: 'critical',
  mends: 'some',
  invariant: 'A person who was approved has an active membership, unless they left or were kicked after the approval.',
  why: 'The person was told yes and is not in the guild, and the application will not let them ask again: their request is still there, approved.',
  advice: 'Repair it. Where the cause is undated-end, ask the guild’s owner whether the membership ended before or after the approval.',
  repair:
    'Automatic: creates the membership (role "member"), or makes it approved and active; the member count follows. Manual where the membership ended without a date, and where the user or the guild is gone.',
  sentence: {
    'no-membership': '{user} is approved for {guild} but has no membership',
    'not-restored': '{user} is approved for {guild} but their membership was not made active again',
    'undated-end': '{user} is approved for {guild}, and when their membership ended cannot be told',
  },
  causes: {
    'no-membership': 'The approval was written, and the membership was not: the guild’s form of SYNC-001.',
    'not-restored': 'The person had a membership row before (left, kicked, pending): the approval did not make it active again.',
    'undated-end':
      'The row says left, kicked or rejected, and has no left_at, or a time cannot be read: nothing tells whether that was before or after the approval.',
  },
  needs: {
    guilds_guildjoinrequest: ['id', 'guild_id', 'user_id', 'is_approved', 'processed_at'],
    guilds_guildmembership: ['id', 'guild_id', 'user_id', 'role', 'status', 'is_active', 'left_at'],
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
    const { capabilities } = context;
    return sql`
      select r.id as request_id, r.guild_id, r.user_id, r.processed_at,
        m.id as membership_id, m.role, m.status, m.is_active, m.left_at,
        case when m.id is null then 'no-membership'
          when m.left_at is null and ${capabilities.isWord(sql`m.status`, 'left', 'kicked', 'rejected')} then 'undated-end'
          when m.left_at is not null and not ${isBefore(capabilities, sql`m.left_at`, sql`r.processed_at`)} then 'undated-end'
          else 'not-restored' end as cause
      from guilds_guildjoinrequest as r
      left join guilds_guildmembership as m on m.guild_id = r.guild_id and m.user_id = r.user_id
      where r.is_approved
      and (m.id is null or (${isNotTrue(sql`m.is_active`)} and (m.left_at is null or (r.processed_at is not null and not ${isNotBefore(capabilities, sql`m.left_at`, sql`r.processed_at`)}))))
      ${ownRows(context, sql`r.user_id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const cause = String(row['cause']);
    const isThere = row['membership_id'] !== null;
    const approvedAt = instant(row['processed_at']);
    const leftAt = instant(row['left_at']);
    const status = isThere ? String(row['status']) : null;
    const unknown = isThere ? unknownMembershipLines(row) : [];
    return {
      key: { requestId: rowId(row['request_id']), guildId: guildOf(row).id, userId: user.id },
      user,
      quest: null,
      cause,
      expected: { status: 'approved', isActive: true },
      actual: {
        membershipId: isThere ? rowId(row['membership_id']) : null,
        status,
        isActive: isThere ? boolean(row['is_active']) : null,
        leftAt,
        approvedAt,
      },
      repair: cause === 'undated-end' || unknown.length > 0 || user.username === null || row.guild_name === null ? 'manual' : 'automatic',
      headline: userAndGuildLine(row),
      details: [
        line`Request: approved at ${djangoTime(approvedAt)}`,
        isThere ? line`Membership: ${status}, not active, left at ${djangoTime(leftAt)}` : line`Membership: MISSING`,
        line`Cause: ${cause}`,
        ...unknown,
      ],
    };
  },
});
