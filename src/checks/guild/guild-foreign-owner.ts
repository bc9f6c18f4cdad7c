import { sql } from 'kysely';
import { boolean, line, rowId, uuid } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { guildOf, userAndGuildLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

export default defineCheck({
  id: 'guild-foreign-owner',
  group: 'guild',
  phase: null,
  title: 'Guild Role "owner" of Somebody Else',
  summaryLabel: 'Guild role "owner" of somebody else',
  severity: 'warning',
  invariant: 'Only the guild’s owner has the role "owner" in it.',
  why: 'The role gives the rights of an administrator: accepting requests, kicking members, changing roles.',
  advice:
    'If the guild was handed over, give this person the role "admin" or "member". If it should belong to them, set the guild’s owner. Both in the admin site.',
  repair: 'Manual: only a person can say which of the two is the owner, and what the other should be.',
  sentence: {
    active: '{user} has the role “owner” in {guild} but does not own it',
    inactive: '{user} has the role “owner” in {guild} without an active membership, and does not own it',
  },
  causes: {
    active: 'The person is an active member and has the rights of the role now.',
    inactive: 'The person is not an active member: they get the rights back when their membership is made active again.',
  },
  needs: {
    guilds_guild: ['guild_id', 'owner_id'],
    guilds_guildmembership: ['id', 'guild_id', 'user_id', 'role', 'status', 'is_active'],
  },
  indexes: [{ table: 'guilds_guildmembership', columns: ['user_id'] }],
  names: ['user', 'guild'],
  orderBy: ['membership_id'],

  find(context) {
    return sql`
      select m.id as membership_id, m.guild_id, m.user_id, m.status, m.is_active, g.owner_id,
        case when m.is_active then 'active' else 'inactive' end as cause
      from guilds_guildmembership as m
      join guilds_guild as g on g.guild_id = m.guild_id
      where ${context.capabilities.isWord(sql`m.role`, 'owner')} and m.user_id <> g.owner_id
      ${ownRows(context, sql`m.user_id`)}`;
  },

  describe(row) {
    const user = userOf(row);
    const isActive = boolean(row['is_active']);
    const ownerId = uuid(row['owner_id']);
    return {
      key: { membershipId: rowId(row['membership_id']), guildId: guildOf(row).id, userId: user.id },
      user,
      quest: null,
      cause: String(row['cause']),
      expected: { ownerId: user.id },
      actual: { ownerId, role: 'owner', status: String(row['status']), isActive },
      repair: 'manual',
      headline: userAndGuildLine(row),
      details: [
        line`Membership: role owner, ${row['status']}, ${isActive ? 'active' : 'not active'}`,
        line`Owner of the guild: user ${ownerId}`,
      ],
    };
  },
});
