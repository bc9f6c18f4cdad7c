import { instant, uuid } from '../../src/model/index.ts';
import type { KnownFinding } from './finding-line.ts';

/** Guilds as a generated database has them; times are texts that sort. */
export interface GuildWorld {
  readonly users: readonly { readonly id: string; readonly username: string }[];
  readonly guilds: readonly {
    readonly guild_id: string;
    readonly name: string;
    readonly owner_id: string;
    readonly member_count: number;
  }[];
  readonly memberships: readonly {
    readonly id: number;
    readonly guild_id: string;
    readonly user_id: string;
    readonly role: string;
    readonly status: string;
    readonly is_active: number;
    readonly left_at: string | null;
  }[];
  readonly requests: readonly {
    readonly id: number;
    readonly guild_id: string;
    readonly user_id: string;
    readonly is_approved: number | null;
    readonly processed_at: string | null;
  }[];
}

type Membership = GuildWorld['memberships'][number];

/** The checks of the group guild written down once more: loops over rows, straight from their definition. */
export function naiveGuild(world: GuildWorld, userId: string | null): readonly KnownFinding[] {
  const { users, guilds, memberships, requests } = world;
  const mine = (id: string): boolean => userId === null || id === userId;
  const isThere = (id: string): boolean => users.some((user) => user.id === id);
  const membershipOf = (guild: string, user: string): Membership | undefined =>
    memberships.find((row) => row.guild_id === guild && row.user_id === user);
  const findings: KnownFinding[] = [];

  for (const guild of guilds) {
    const people = [
      guild.owner_id,
      ...[...memberships, ...requests].filter((row) => row.guild_id === guild.guild_id).map((row) => row.user_id),
    ];
    const active = memberships.filter((row) => row.guild_id === guild.guild_id && row.is_active === 1).length;
    if (active !== guild.member_count && people.some(mine)) {
      findings.push({
        check: 'guild-member-count',
        key: { guildId: uuid(guild.guild_id) },
        cause: null,
        expected: { memberCount: active },
        actual: { memberCount: guild.member_count },
        repair: 'automatic',
      });
    }
    const own = membershipOf(guild.guild_id, guild.owner_id);
    const isOwner = own !== undefined && own.role === 'owner' && own.status === 'approved' && own.is_active === 1;
    if (!isOwner && mine(guild.owner_id)) {
      findings.push({
        check: 'guild-owner-membership',
        key: { guildId: uuid(guild.guild_id), userId: uuid(guild.owner_id) },
        cause: own === undefined ? 'no-membership' : own.role === 'owner' ? 'inactive' : 'other-role',
        expected: { role: 'owner', status: 'approved', isActive: true },
        actual: {
          membershipId: own?.id ?? null,
          role: own?.role ?? null,
          status: own?.status ?? null,
          isActive: own === undefined ? null : own.is_active === 1,
        },
        repair: isThere(guild.owner_id) ? 'automatic' : 'manual',
      });
    }
  }

  for (const row of memberships) {
    if (!mine(row.user_id)) continue;
    const key = { membershipId: row.id, guildId: uuid(row.guild_id), userId: uuid(row.user_id) };
    const guild = guilds.find(({ guild_id }) => guild_id === row.guild_id);
    const isActive = row.is_active === 1;
    const ended = isActive && ['left', 'kicked', 'rejected'].includes(row.status);
    const asleep = !isActive && row.status === 'approved' && row.left_at === null;
    if ((ended || asleep) && guild?.owner_id !== row.user_id) {
      const approvedAgain = requests.some(
        (request) =>
          request.guild_id === row.guild_id &&
          request.user_id === row.user_id &&
          request.is_approved === 1 &&
          row.left_at !== null &&
          request.processed_at !== null &&
          row.left_at < request.processed_at,
      );
      findings.push({
        check: 'guild-membership-state',
        key,
        cause: ended ? 'ended-yet-active' : 'approved-yet-inactive',
        expected: { isActive: !isActive },
        actual: { isActive, status: row.status, leftAt: instant(row.left_at), approvedAgain },
        repair: ended && !approvedAgain && guild !== undefined ? 'automatic' : 'manual',
      });
    }
    if (guild !== undefined && row.role === 'owner' && row.user_id !== guild.owner_id) {
      findings.push({
        check: 'guild-foreign-owner',
        key,
        cause: isActive ? 'active' : 'inactive',
        expected: { ownerId: uuid(row.user_id) },
        actual: { ownerId: uuid(guild.owner_id), role: 'owner', status: row.status, isActive },
        repair: 'manual',
      });
    }
  }

  for (const request of requests) {
    if (request.is_approved !== 1 || !mine(request.user_id)) continue;
    const key = { requestId: request.id, guildId: uuid(request.guild_id), userId: uuid(request.user_id) };
    const row = membershipOf(request.guild_id, request.user_id);
    if (row?.is_active === 1) continue;
    const leftLater = row !== undefined && row.left_at !== null && (request.processed_at === null || row.left_at >= request.processed_at);
    if (!leftLater) {
      const undated = row !== undefined && row.left_at === null && ['left', 'kicked', 'rejected'].includes(row.status);
      const cause = row === undefined ? 'no-membership' : undated ? 'undated-end' : 'not-restored';
      const both = isThere(request.user_id) && guilds.some(({ guild_id }) => guild_id === request.guild_id);
      findings.push({
        check: 'guild-approved-request-without-membership',
        key,
        cause,
        expected: { status: 'approved', isActive: true },
        actual: {
          membershipId: row?.id ?? null,
          status: row?.status ?? null,
          isActive: row === undefined ? null : false,
          leftAt: instant(row?.left_at),
          approvedAt: instant(request.processed_at),
        },
        repair: both && cause !== 'undated-end' ? 'automatic' : 'manual',
      });
    } else if (row.status === 'left') {
      findings.push({
        check: 'guild-rejoin-blocked',
        key,
        cause: null,
        expected: { approvedRequests: 0 },
        actual: { approvedRequests: 1, approvedAt: instant(request.processed_at), leftAt: instant(row.left_at) },
        repair: 'manual',
      });
    }
  }
  return findings;
}
