import { sql } from 'kysely';
import { withoutMatch, type Query, type RowSource, type SqlFragment, isNotTrue } from '../../database/index.ts';
import { fromStored, MADE_ID, MADE_NOW, toStored, type StoredRow } from '../stored-value.ts';
import { planGuild } from './guild-plan.ts';
import { readGuilds } from './guild-state.ts';
import { newRowOf } from './new-row.ts';
import { queriesFor, type PlanContext, type Target } from './target.ts';

/** A new membership: a member who joined now; its guild, person and state are its own. */
const NEW_MEMBERSHIP: StoredRow = {
  id: MADE_ID,
  role: 'member',
  status: 'approved',
  is_active: null,
  joined_at: MADE_NOW,
  approved_at: MADE_NOW,
  guild_id: null,
  user_id: null,
};

/** A guild with its memberships, approved requests and count: what one of them lacks, another one shows. */
export const guildTarget: Target = {
  id: 'guild',
  checks: ['guild-member-count', 'guild-owner-membership', 'guild-membership-state', 'guild-approved-request-without-membership'],
  keyKind: 'text',
  namedBy: 'guild_id',
  needs: {
    users_user: ['id', 'username'],
    guilds_guild: ['guild_id', 'name', 'owner_id', 'member_count'],
    guilds_guildmembership: [
      'id',
      'role',
      'status',
      'is_active',
      'joined_at',
      'approved_at',
      'left_at',
      'guild_id',
      'user_id',
      'approved_by_id',
    ],
    guilds_guildjoinrequest: ['id', 'is_approved', 'processed_at', 'guild_id', 'user_id', 'processed_by_id'],
  },
  writes: {
    guilds_guildmembership: {
      rows: 'inserts',
      columns: ['role', 'status', 'is_active', 'approved_at', 'approved_by_id', 'left_at'],
      mending: ['guild-owner-membership', 'guild-membership-state', 'guild-approved-request-without-membership'],
    },
    guilds_guild: { rows: null, columns: ['member_count'] },
  },
  naturalKeys: { guilds_guildmembership: ['guild_id', 'user_id'] },
  newRows: { guilds_guildmembership: NEW_MEMBERSHIP },

  candidates: (source, context) => sql`${sql.join(candidatesByCheck(source, context), sql` union `)} order by 1`,

  async plan(source, ids, { scope, tables }, hold) {
    const stored = (value: boolean) => toStored(source.capabilities.boolean(value), 'boolean');
    const writing = {
      yes: stored(true),
      no: stored(false),
      newMembership: newRowOf(tables.get('guilds_guildmembership'), NEW_MEMBERSHIP),
    };
    const states = await readGuilds(source, ids, hold);
    return states
      .map((state) => planGuild(state, scope, writing))
      .filter(({ changes, leftOut }) => changes.length > 0 || leftOut !== undefined);
  },
};

function candidatesByCheck({ capabilities }: Pick<RowSource, 'capabilities'>, { scope }: PlanContext): readonly Query[] {
  const userId = scope.userId === null ? null : fromStored(scope.userId);
  const own = (column: SqlFragment): SqlFragment => (userId === null ? sql`` : sql`and ${column} = ${userId}`);
  const inScope = (guild: SqlFragment): SqlFragment =>
    userId === null
      ? sql``
      : sql`and ${guild} in (
          select own.guild_id from guilds_guild as own where own.owner_id = ${userId}
          union select own.guild_id from guilds_guildmembership as own where own.user_id = ${userId}
          union select own.guild_id from guilds_guildjoinrequest as own where own.user_id = ${userId})`;
  const owner = withoutMatch(capabilities, {
    from: sql`guilds_guildmembership as good`,
    on: sql`good.guild_id = g.guild_id and good.user_id = g.owner_id and ${capabilities.isWord(sql`good.role`, 'owner')} and ${capabilities.isWord(sql`good.status`, 'approved')} and good.is_active`,
    present: sql`good.id`,
  });
  return queriesFor(scope, {
    'guild-member-count': sql`
      select g.guild_id as id from guilds_guild as g
      left join (
        select m.guild_id, count(*) as members from guilds_guildmembership as m
        where m.is_active ${inScope(sql`m.guild_id`)} group by m.guild_id) as counted on counted.guild_id = g.guild_id
      where (g.member_count is null or g.member_count <> coalesce(counted.members, 0)) ${inScope(sql`g.guild_id`)}`,
    'guild-owner-membership': sql`
      select g.guild_id as id from guilds_guild as g ${owner.join} where ${owner.where} ${own(sql`g.owner_id`)}`,
    'guild-membership-state': sql`
      select m.guild_id as id from guilds_guildmembership as m
      where m.is_active and ${capabilities.isWord(sql`m.status`, 'left', 'kicked', 'rejected')} ${own(sql`m.user_id`)}`,
    'guild-approved-request-without-membership': sql`
      select r.guild_id as id from guilds_guildjoinrequest as r
      left join guilds_guildmembership as m on m.guild_id = r.guild_id and m.user_id = r.user_id
      where r.is_approved and (m.id is null or (${isNotTrue(sql`m.is_active`)} and (m.left_at is null or m.left_at < r.processed_at)))
      ${own(sql`r.user_id`)}`,
  });
}
