import { sql } from 'kysely';
import { withoutMatch } from '../../database/index.ts';
import { boolean, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { guildOf, unknownMembershipLines, userAndGuildLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'guild-owner-membership',
  group: 'guild',
  phase: null,
  title: 'Guild Owners Without Their Membership',
  summaryLabel: 'Guild owners without their membership',
  severity: 'warning',
  mends: 'some',
  invariant: 'A guild’s owner has a membership in it: role "owner", status "approved", active.',
  why: 'The guild is missing from its owner’s list, the member list lacks the owner, and whatever asks for an active membership turns the owner away.',
  advice: 'Repair it, unless the guild should belong to another person: then set the owner in the admin site first.',
  repair:
    'Automatic: creates the membership, or restores it (role "owner", status "approved", active). Manual where the owner’s user row is gone, and where the membership’s role or status is none that the application knows.',
  sentence: {
    'no-membership': '{user} owns {guild} but has no membership in it',
    inactive: '{user} owns {guild} but their membership is not active or not approved',
    'other-role': '{user} owns {guild} but has the role {actual.role} in it',
  },
  causes: {
    'no-membership': 'There is no membership row of the owner: creating the guild was cut off half-way, or the row was deleted.',
    inactive: 'The owner’s row has role "owner", but is not active or not approved.',
    'other-role': 'The owner’s row has another role: most likely the guild was handed over by setting its owner only.',
  },
  needs: {
    guilds_guild: ['guild_id', 'owner_id'],
    guilds_guildmembership: ['id', 'guild_id', 'user_id', 'role', 'status', 'is_active'],
  },
  indexes: [
    { table: 'guilds_guildmembership', columns: ['guild_id', 'user_id'] },
    { table: 'guilds_guild', columns: ['owner_id'] },
  ],
  names: ['user', 'guild'],
  orderBy: ['guild_id'],

  find(context) {
    const { isWord, isNoWord } = context.capabilities;
    const owner = withoutMatch(context.capabilities, {
      from: sql`guilds_guildmembership as good`,
      on: sql`good.guild_id = g.guild_id and good.user_id = g.owner_id
          and ${isWord(sql`good.role`, 'owner')} and ${isWord(sql`good.status`, 'approved')} and good.is_active`,
      present: sql`good.id`,
    });
    return sql`
      select g.guild_id, g.owner_id as user_id, m.id as membership_id, m.role, m.status, m.is_active,
        case when m.id is null then 'no-membership' when ${isNoWord(sql`m.role`, 'owner')} then 'other-role' else 'inactive' end as cause
      from guilds_guild as g
      ${owner.join}
      left join guilds_guildmembership as m on m.guild_id = g.guild_id and m.user_id = g.owner_id
      where ${owner.where}
      ${ownRows(context, sql`g.owner_id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const isThere = row['membership_id'] !== null;
    const actual = {
      membershipId: isThere ? rowId(row['membership_id']) : null,
      role: isThere ? String(row['role']) : null,
      status: isThere ? String(row['status']) : null,
      isActive: isThere ? boolean(row['is_active']) : null,
    };
    const unknown = isThere ? unknownMembershipLines(row) : [];
    return {
      key: { guildId: guildOf(row).id, userId: user.id },
      user,
      quest: null,
      cause: String(row['cause']),
      expected: { role: 'owner', status: 'approved', isActive: true },
      actual,
      repair: user.username === null || unknown.length > 0 ? 'manual' : 'automatic',
      headline: userAndGuildLine(row),
      details: [
        isThere
          ? line`Membership of the owner: ${actual.role}, ${actual.status}, ${actual.isActive ? 'active' : 'not active'} (should be owner, approved, active)`
          : line`Membership of the owner: MISSING`,
        ...unknown,
      ],
    };
  },
});
