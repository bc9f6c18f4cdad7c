import type { Check } from '../define-check.ts';
import guildApprovedRequestWithoutMembership from './guild-approved-request-without-membership.ts';
import guildForeignOwner from './guild-foreign-owner.ts';
import guildMemberCount from './guild-member-count.ts';
import guildMembershipState from './guild-membership-state.ts';
import guildOwnerMembership from './guild-owner-membership.ts';
import guildRejoinBlocked from './guild-rejoin-blocked.ts';

/** Guilds, their members and requests. In the order of the report. */
export const guildChecks: readonly Check[] = [
  guildMemberCount,
  guildOwnerMembership,
  guildMembershipState,
  guildApprovedRequestWithoutMembership,
  guildForeignOwner,
  guildRejoinBlocked,
];
