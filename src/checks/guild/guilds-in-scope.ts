import { sql } from 'kysely';
import type { SqlFragment } from '../../database/index.ts';
import type { FindContext } from '../define-check.ts';

/** Columns that {@link guildsInScope} reads. */
export const GUILD_SCOPE_NEEDS = {
  guilds_guild: ['guild_id', 'owner_id'],
  guilds_guildmembership: ['guild_id', 'user_id'],
  guilds_guildjoinrequest: ['guild_id', 'user_id'],
} as const;

/**
 * Join that narrows rows to the guilds that the audited person owns, or has a membership or a request in, by the column that holds
 * the guild's id; nothing for everybody. A join, as MariaDB runs IN with a UNION once for every row.
 */
export function guildsInScope({ userId }: FindContext, guildId: SqlFragment): SqlFragment {
  if (userId === null) return sql``;
  return sql`join (
        select own.guild_id from guilds_guild as own where own.owner_id = ${userId}
        union select own.guild_id from guilds_guildmembership as own where own.user_id = ${userId}
        union select own.guild_id from guilds_guildjoinrequest as own where own.user_id = ${userId}) as scope
        on scope.guild_id = ${guildId}`;
}
