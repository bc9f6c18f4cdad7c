import { sql } from 'kysely';
import { withoutMatch, isNotBefore, isNotTrue, countOf } from '../../database/index.ts';
import { boolean, djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { guildOf, userAndGuildLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'guild-membership-state',
  group: 'guild',
  phase: null,
  title: 'Guild Memberships That Contradict Themselves',
  summaryLabel: 'Contradictory guild memberships',
  severity: 'warning',
  mends: 'some',
  invariant: 'A membership that is left, kicked or rejected is not active; one that is approved is active, unless it has a left_at.',
  why: 'The application asks is_active alone: a person who was kicked still reads and acts as a member, or a member is treated as a stranger.',
  advice:
    'Repair what is automatic. Else ask the guild’s owner whether the person belongs to the guild, and set status and is_active to match.',
  repair:
    'Automatic: sets is_active to false where the status is left, kicked or rejected; the member count follows. Manual where a join request was approved after the person left, where an approved membership is inactive, and where the guild is gone.',
  sentence: {
    'ended-yet-active': 'The membership of {user} in {guild} is {actual.status} and still active',
    'approved-yet-inactive': 'The membership of {user} in {guild} is approved but not active',
  },
  causes: {
    'ended-yet-active': 'The status says left, kicked or rejected, and is_active is still set: half of a change, by hand or by a script.',
    'approved-yet-inactive': 'The status says approved, is_active is not set, and no left_at tells that the person left.',
  },
  needs: {
    guilds_guild: ['guild_id', 'owner_id'],
    guilds_guildmembership: ['id', 'guild_id', 'user_id', 'status', 'is_active', 'left_at'],
    guilds_guildjoinrequest: ['id', 'guild_id', 'user_id', 'is_approved', 'processed_at'],
  },
  indexes: [
    { table: 'guilds_guildmembership', columns: ['user_id'] },
    { table: 'guilds_guildjoinrequest', columns: ['guild_id', 'user_id'] },
  ],
  names: ['user', 'guild'],
  orderBy: ['membership_id'],
  dated: 'leftAt',
  datedRows: {
    name: 'memberships that ended',
    of: () => sql`select m.left_at as dated from guilds_guildmembership as m`,
  },

  find(context) {
    const { isWord } = context.capabilities;
    // The owner's own row is guild-owner-membership's: there the right value is the opposite one.
    const owned = withoutMatch(context.capabilities, {
      from: sql`guilds_guild as owned`,
      on: sql`owned.guild_id = m.guild_id and owned.owner_id = m.user_id`,
      present: sql`owned.guild_id`,
    });
    return sql`
      select m.id as membership_id, m.guild_id, m.user_id, m.status, m.is_active, m.left_at,
        case when m.left_at is not null and r.processed_at is not null and not ${isNotBefore(context.capabilities, sql`m.left_at`, sql`r.processed_at`)}
          then 1 else 0 end as approved_again,
        case when m.is_active then 'ended-yet-active' else 'approved-yet-inactive' end as cause
      from guilds_guildmembership as m
      ${owned.join}
      left join guilds_guildjoinrequest as r on r.guild_id = m.guild_id and r.user_id = m.user_id and r.is_approved
      where ((m.is_active and ${isWord(sql`m.status`, 'left', 'kicked', 'rejected')})
        or (${isNotTrue(sql`m.is_active`)} and ${isWord(sql`m.status`, 'approved')} and m.left_at is null))
      and ${owned.where}
      ${ownRows(context, sql`m.user_id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const status = String(row['status']);
    const isActive = boolean(row['is_active']);
    const leftAt = instant(row['left_at']);
    const approvedAgain = countOf(row['approved_again']) === 1;
    return {
      key: { membershipId: rowId(row['membership_id']), guildId: guildOf(row).id, userId: user.id },
      user,
      quest: null,
      cause: String(row['cause']),
      expected: { isActive: !isActive },
      actual: { isActive, status, leftAt, approvedAgain },
      repair: isActive && !approvedAgain && row.guild_name !== null ? 'automatic' : 'manual',
      headline: userAndGuildLine(row),
      details: [
        line`Membership: ${status}, yet ${isActive ? 'active' : 'not active'}`,
        line`Left at: ${djangoTime(leftAt)}`,
        ...(approvedAgain ? [line`A join request was approved after that`] : []),
      ],
    };
  },
});
