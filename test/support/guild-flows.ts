import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, BOB, EVE } from './flows.ts';

/** The guild of the truth tables, and its id as findings name it. */
export const GUILD = '60000000000040008000000000000001';
export const GUILD_ID = '60000000-0000-4000-8000-000000000001';

/** When a request was approved; leaving comes before or after it. */
export const BEFORE = '2025-07-01 09:00:00';
export const APPROVED_AT = '2025-07-01 12:00:00';
export const AFTER = '2025-07-01 15:00:00.000001';

/** The membership of the guild's owner, as creating a guild writes it. */
export const OWNER: PartialRow = { user_id: ANN, role: 'owner' };
/** A member of an open guild. */
export const MEMBER: PartialRow = { user_id: BOB };

/** What leaving, and being kicked, makes of a membership. */
export const left = (at: string | null): PartialRow => ({ user_id: BOB, status: 'left', is_active: 0, left_at: at });
export const kicked = (at: string | null): PartialRow => ({ ...left(at), status: 'kicked' });

/** One guild of ann's, its memberships and requests; what is not given is in good order. The count is right unless given. */
export interface GuildSituation {
  readonly guild?: PartialRow;
  readonly memberships?: readonly PartialRow[];
  readonly requests?: readonly PartialRow[];
  /** People whose rows are gone. */
  readonly gone?: readonly string[];
}

/** The rows of a situation. */
export function guildRows({ guild = {}, memberships = [OWNER], requests = [], gone = [] }: GuildSituation): Dataset {
  const users = [
    { id: ANN, username: 'ann' },
    { id: BOB, username: 'bob' },
    { id: EVE, username: 'eve' },
  ];
  const rows = memberships.map((row, index) => ({
    ...{ id: index + 1, guild_id: GUILD, user_id: BOB, role: 'member', status: 'approved', is_active: 1, left_at: null },
    ...row,
  }));
  const active = rows.filter((row) => row.guild_id === GUILD && row.is_active === 1).length;
  return [
    ['users_user', users.filter(({ id }) => !gone.includes(id))],
    ['guilds_guild', [{ guild_id: GUILD, name: 'Night Watch', owner_id: ANN, member_count: active, ...guild }]],
    ['guilds_guildmembership', rows],
    [
      'guilds_guildjoinrequest',
      requests.map((row, index) => ({
        ...{ id: index + 1, guild_id: GUILD, user_id: BOB, is_approved: 1, processed_at: APPROVED_AT },
        ...row,
      })),
    ],
  ];
}
