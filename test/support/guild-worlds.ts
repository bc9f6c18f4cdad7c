import fc from 'fast-check';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { ANN, BOB, EVE } from './flows.ts';
import type { GuildWorld } from './naive-guild.ts';

const time = fc.integer({ min: 0, max: 3 }).map((n) => `2025-07-01 10:00:0${n}.00000${n}`);
const person = fc.constantFrom(ANN, BOB, EVE);
const guildId = fc.constantFrom('60000000000040008000000000000001', '60000000000040008000000000000002');
const pair = ({ guild_id, user_id }: { readonly guild_id: string; readonly user_id: string }): string => `${guild_id} ${user_id}`;
const numbered = <Row>(rows: readonly Row[]): (Row & { readonly id: number })[] => rows.map((row, index) => ({ ...row, id: index + 1 }));

/** A membership that the application writes, or any mixture. */
const state = fc.oneof(
  fc.constant({ status: 'approved', is_active: 1, left_at: null }),
  time.map((at) => ({ status: 'left', is_active: 0, left_at: at })),
  fc.record({
    status: fc.constantFrom('pending', 'approved', 'rejected', 'left', 'kicked'),
    is_active: fc.constantFrom(0, 1),
    left_at: fc.option(time),
  }),
);

/** Guilds with every status of membership and request, ties in time, and rows whose user or guild is gone. */
export const generatedGuilds: fc.Arbitrary<GuildWorld> = fc.record({
  users: fc.subarray(
    [
      { id: ANN, username: 'ann' },
      { id: BOB, username: 'bob\u001b[2J' },
      { id: EVE, username: 'eve' },
    ],
    { minLength: 1 },
  ),
  guilds: fc
    .uniqueArray(fc.record({ guild_id: guildId, owner_id: person, member_count: fc.integer({ min: 0, max: 3 }) }), {
      selector: ({ guild_id }) => guild_id,
      minLength: 1,
      maxLength: 2,
    })
    .map((rows) => rows.map((row, index) => ({ ...row, name: `Guild "${index}"` }))),
  memberships: fc
    .uniqueArray(
      fc
        .tuple(fc.record({ guild_id: guildId, user_id: person, role: fc.constantFrom('owner', 'owner', 'admin', 'member') }), state)
        .map(([row, its]) => ({ ...row, ...its })),
      { selector: pair, minLength: 2, maxLength: 6 },
    )
    .map(numbered),
  requests: fc
    .uniqueArray(
      fc.record({ guild_id: guildId, user_id: person, is_approved: fc.constantFrom(1, 1, 1, 0, null), processed_at: fc.option(time) }),
      { selector: pair, minLength: 2, maxLength: 5 },
    )
    .map(numbered),
});

/** The rows of a world. */
export function rowsOfGuilds({ users, guilds, memberships, requests }: GuildWorld): Dataset {
  return [
    ['users_user', users],
    ['guilds_guild', guilds],
    ['guilds_guildmembership', memberships],
    ['guilds_guildjoinrequest', requests],
  ];
}
