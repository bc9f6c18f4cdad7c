import { beforeAll, expect, it } from 'vitest';
import { connect, parseDatabaseUrl, type RowSource } from '../../src/database/index.ts';
import type { Dataset } from '../../src/demo/audit-001.ts';
import { rowId, uuid } from '../../src/model/index.ts';
import { readGuilds } from '../../src/repair/targets/guild-state.ts';
import { readQuests } from '../../src/repair/targets/quest-state.ts';
import { describeEngines } from '../support/databases.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';

const DAN = 'd0000000000040008000000000000004';
const GUILD = 'a1000000000040008000000000000001';
const OTHER_GUILD = 'a2000000000040008000000000000002';
const WHEN = '2025-07-01 09:00:00';

const membership = (id: number, user_id: string, further: object) => ({ id, guild_id: GUILD, user_id, role: 'member', ...further });

/**
 * A guild of ann's: bob has asked to join it and was let in, dan has left and is active all the same, and eve is nobody's concern. A quest
 * of bob's with ann approved and eve refused, and one that has nobody.
 */
const world: Dataset = [
  ['users_user', Object.entries({ ann: ANN, bob: BOB, dan: DAN, eve: EVE }).map(([username, id]) => ({ id, username }))],
  [
    'guilds_guild',
    [{ guild_id: GUILD, name: 'Cartographers', owner_id: ANN, member_count: 9 }].concat({
      guild_id: OTHER_GUILD,
      name: 'Empty',
      owner_id: EVE,
      member_count: 0,
    }),
  ],
  [
    'guilds_guildmembership',
    [
      membership(1, ANN, { role: 'owner', status: 'approved', is_active: 1 }),
      membership(2, BOB, { status: 'rejected', is_active: 0, left_at: WHEN }),
      membership(3, DAN, { status: 'left', is_active: 1 }),
      membership(4, EVE, { status: 'approved', is_active: 1 }),
    ],
  ],
  ['guilds_guildjoinrequest', [{ id: 1, guild_id: GUILD, user_id: BOB, is_approved: 1, processed_at: WHEN, processed_by_id: ANN }]],
  ['quests_questcategory', [{ id: 1, name: 'General' }]],
  [
    'quests_quest',
    [
      {
        id: 1,
        title: 'Map the coast',
        status: 'in-progress',
        assigned_to_id: BOB,
        creator_id: EVE,
        category_id: 1,
        difficulty: 'initiate',
        xp_reward: 25,
        updated_at: WHEN,
      },
      {
        id: 2,
        title: 'Rest',
        status: 'open',
        assigned_to_id: null,
        creator_id: EVE,
        category_id: 1,
        difficulty: 'legend',
        xp_reward: 5,
        updated_at: WHEN,
      },
    ],
  ],
  ['quests_questparticipant', [{ id: 1, quest_id: 1, user_id: BOB, status: 'dropped', joined_at: WHEN }]],
  [
    'applications_application',
    [
      { id: 1, quest_id: 1, applicant_id: ANN, status: 'approved', applied_at: WHEN, reviewed_at: WHEN },
      { id: 2, quest_id: 1, applicant_id: EVE, status: 'rejected', applied_at: WHEN, reviewed_at: WHEN },
    ],
  ],
];

describeEngines('what a repair rests on is read', {}, (database) => {
  beforeAll(() => database().insert(world));
  async function reading<T>(read: (source: RowSource) => Promise<T>): Promise<T> {
    const session = await connect(parseDatabaseUrl(database().url), ['users_user']);
    try {
      return await read(session);
    } finally {
      await session.close();
    }
  }
  /** As this database writes it. */
  const idOf = async (column: string, table: string, where: string): Promise<string> => {
    const [row] = await database().query(`select ${column} as id from ${table} where ${where}`);
    return String(row?.['id']);
  };

  it('of a guild: its owner’s membership, those that were asked for, those that have ended, and everybody’s name', async () => {
    const named = await idOf('guild_id', 'guilds_guild', "name = 'Cartographers'");
    const empty = await idOf('guild_id', 'guilds_guild', "name = 'Empty'");
    const states = await reading((source) => readGuilds(source, [named, empty], false));
    expect(states).toMatchObject([
      {
        ...{ id: named, guildId: uuid(GUILD), storedId: named, name: 'Cartographers', memberCount: 9, active: 3, oddMembership: null },
        ownerId: uuid(ANN),
        memberships: [
          {
            membershipId: 1,
            userId: uuid(ANN),
            status: 'approved',
            isKnown: true,
            isActive: true,
            left: null,
            row: { role: 'owner', left_at: null },
          },
          { membershipId: 2, userId: uuid(BOB), status: 'rejected', isKnown: true, isActive: false },
          { membershipId: 3, userId: uuid(DAN), status: 'left', isActive: true },
        ],
        requests: [{ requestId: 1, userId: uuid(BOB) }],
      },
      {
        id: empty,
        guildId: uuid(OTHER_GUILD),
        name: 'Empty',
        ownerId: uuid(EVE),
        memberCount: 0,
        active: 0,
        memberships: [],
        requests: [],
      },
    ]);
    expect([...(states[0]?.usernames ?? [])].sort()).toEqual([
      [uuid(ANN), 'ann'],
      [uuid(BOB), 'bob'],
      [uuid(DAN), 'dan'],
      [uuid(EVE), 'eve'],
    ]);
    expect(states[0]?.requests[0]?.processed).toBe(states[0]?.memberships[1]?.left);
  });

  it('of a quest: its approvals, its participants, and the names of those who may come', async () => {
    const states = await reading((source) => readQuests(source, [rowId(1), rowId(2)], false));
    expect(states).toMatchObject([
      {
        ...{ id: 1, title: 'Map the coast', status: 'in-progress', difficulty: 'initiate', xpReward: 25 },
        assignee: { id: uuid(BOB), username: null },
        approvals: [{ applicationId: 1, applicant: { id: uuid(ANN), username: 'ann' } }],
        participants: [{ participantId: 1, user: { id: uuid(BOB), username: null }, isActive: false, isKnown: true }],
      },
      { id: 2, title: 'Rest', status: 'open', assignee: null, difficulty: 'legend', xpReward: 5, approvals: [], participants: [] },
    ]);
    expect(states[0]?.approvals).toHaveLength(1);
    expect(states[0]?.updated).toBe(states[0]?.participants[0]?.joined);
    expect(states[0]?.approvals[0]?.reviewed).toBe(states[0]?.updated);
  });
});
