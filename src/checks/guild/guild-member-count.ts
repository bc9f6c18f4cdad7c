import { countOf, numberOf } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import { sql } from 'kysely';
import { defineCheck } from '../define-check.ts';
import { inTableOrder } from '../in-table-order.ts';
import { guildLine, guildOf } from '../naming.ts';
import { GUILD_SCOPE_NEEDS, guildsInScope } from './guilds-in-scope.ts';

export default defineCheck({
  id: 'guild-member-count',
  group: 'guild',
  phase: null,
  title: 'Guild Member Counts',
  summaryLabel: 'Wrong guild member counts',
  severity: 'warning',
  mends: 'all',
  invariant: 'A guild’s member_count is the number of its active memberships.',
  why: 'The guild hall shows a number of members that is not true, until a member joins or leaves and the application counts again.',
  advice: 'Repair it. If many counts are too low by a few, requests are being approved by code that does not count: see the page.',
  repair: 'Automatic: sets member_count to the number of active memberships.',
  sentence: '{guild} counts {actual.memberCount|member|members} but has {expected.memberCount|active membership|active memberships}',
  causes: {},
  needs: {
    ...GUILD_SCOPE_NEEDS,
    guilds_guild: ['guild_id', 'owner_id', 'member_count'],
    guilds_guildmembership: ['guild_id', 'user_id', 'is_active'],
  },
  indexes: [{ table: 'guilds_guildmembership', columns: ['guild_id'] }],
  names: ['guild'],
  orderBy: ['guild_id'],

  find(context) {
    return sql`
      select g.guild_id, g.member_count, coalesce(counted.members, 0) as active_members
      from guilds_guild as g
      ${guildsInScope(context, sql`g.guild_id`)}
      left join (
        select m.guild_id, count(*) as members
        from guilds_guildmembership as m${inTableOrder(context)}
        ${guildsInScope(context, sql`m.guild_id`)}
        where m.is_active
        group by m.guild_id) as counted on counted.guild_id = g.guild_id
      where g.member_count is null or g.member_count <> coalesce(counted.members, 0)`;
  },

  describe(row) {
    const memberCount = numberOf(row['member_count']);
    const active = countOf(row['active_members']);
    return {
      key: { guildId: guildOf(row).id },
      user: null,
      quest: null,
      cause: null,
      expected: { memberCount: active },
      actual: { memberCount },
      repair: 'automatic',
      headline: guildLine(row),
      details: [line`Member count: ${memberCount} (should be ${active})`],
    };
  },
});
