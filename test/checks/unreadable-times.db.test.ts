import { expect, it } from 'vitest';
import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { collect } from '../support/collect.ts';
import { describeEngines } from '../support/databases.ts';
import { ANN, BOB, rowsOf } from '../support/flows.ts';
import { makePlan } from '../support/repairing.ts';
import { EVERYTHING } from '../support/troubled-records.ts';

const GUILD = 'f0000000000040008000000000000009';

/** What an approval and its quest say of their times, of which one proves nothing. */
const approvals = (reviewed: string | number, updated: string | number): Dataset =>
  rowsOf({ quest: { status: 'open', assigned_to_id: null, updated_at: updated }, applications: [{ reviewed_at: reviewed }] });

/** A guild of Bob's, and what is kept of Ann, who has left it. */
const guildOf = (membership: PartialRow, request: PartialRow): Dataset => [
  [
    'users_user',
    [
      { id: ANN, username: 'ann' },
      { id: BOB, username: 'bob' },
    ],
  ],
  ['guilds_guild', [{ guild_id: GUILD, name: 'Map Makers', owner_id: BOB, member_count: 1 }]],
  [
    'guilds_guildmembership',
    [
      { id: 1, guild_id: GUILD, user_id: BOB, role: 'owner', status: 'approved', is_active: 1, left_at: null },
      { id: 2, guild_id: GUILD, user_id: ANN, role: 'member', status: 'left', is_active: 0, left_at: null, ...membership },
    ],
  ],
  ['guilds_guildjoinrequest', [{ id: 1, is_approved: 1, processed_at: '2025-07-01 12:00:00', guild_id: GUILD, user_id: ANN, ...request }]],
];

/** Texts and numbers in place of a time, on both sides of one as texts sort. */
const UNREADABLE = [
  1_751_371_200_000,
  99,
  '1751371200000',
  '2025-07-01T11:00:00Z',
  '2025-07-01T13:00:00.000Z',
  '2025-07-01 11:00:00+00:00',
  '2025-07-01 11:00',
  '2025-07-01 11:00:00.5',
  '2025-13-45 99:99:99',
  '01.07.2025 11:00:00',
  'yesterday',
  'infinity',
  '',
];

describeEngines('a time of another form', { engines: ['sqlite'], oldSchema: true }, (database) => {
  it.each(
    UNREADABLE.flatMap(
      (time) =>
        [
          [time, '2025-07-01 12:00:00'],
          ['2025-07-01 12:00:00', time],
          [time, time],
        ] as const,
    ),
  )('proves no failed approval: reviewed at %j, updated at %j', async (reviewed, updated) => {
    const db = database();
    await db.clear();
    await db.insert(approvals(reviewed, updated));
    const { findings } = await collect(db.url, { only: ['approved-without-participant'] });
    expect(findings.map(({ cause }) => cause)).toEqual(['possibly-left']);
    expect((await makePlan(db.url, { certainOnly: true })).summary.changes).toBe(0);
    expect((await makePlan(db.url)).summary).toMatchObject({ changes: 2, doubtful: 1 });
    const balances = { ...EVERYTHING, checks: EVERYTHING.checks.filter((id) => !id.startsWith('quest') && id !== 'user-level') };
    expect((await makePlan(db.url, { ...balances, certainOnly: true })).summary.changes).toBe(0);
  });

  it.each(UNREADABLE)('lifts no ban that ends at %j', async (time) => {
    const db = database();
    await db.clear();
    await db.insert([['users_user', [{ id: ANN, username: 'ann', is_banned: 1, ban_reason: 'x', ban_expires_at: time }]]]);
    expect((await collect(db.url, { only: ['profile-expired-ban'] })).findings).toEqual([]);
    expect((await makePlan(db.url, { targets: ['user'], checks: ['profile-expired-ban'] })).summary.changes).toBe(0);
  });

  it.each(UNREADABLE)('tells of no completion before joining: %j', async (time) => {
    const db = database();
    for (const participant of [{ completed_at: time }, { joined_at: time, completed_at: '2025-07-01 12:00:00' }]) {
      await db.clear();
      await db.insert(rowsOf({ participants: [participant] }));
      expect((await collect(db.url, { only: ['completion-before-joining'] })).findings).toEqual([]);
    }
  });

  it.each(
    UNREADABLE.flatMap(
      (time) =>
        [
          [{ left_at: time }, {}],
          [{ left_at: '2025-07-01 12:00:00' }, { processed_at: time }],
        ] as const,
    ),
  )('leaves it to a person whether who left was approved later: %j, %j', async (membership, request) => {
    const db = database();
    await db.clear();
    await db.insert(guildOf(membership, request));
    const { findings } = await collect(db.url, { only: ['guild'] });
    expect(findings.map(({ check, cause, repair }) => [check, cause, repair])).toEqual([
      ['guild-approved-request-without-membership', 'undated-end', 'manual'],
    ]);
    await db.execute('update guilds_guildmembership set is_active = 1; update guilds_guild set member_count = 2');
    const active = await collect(db.url, { only: ['guild'] });
    expect(active.findings.map(({ check, repair }) => [check, repair])).toEqual([['guild-membership-state', 'manual']]);
    expect((await makePlan(db.url, { ...EVERYTHING, targets: ['guild'] })).summary.changes).toBe(0);
  });
});

describeEngines('a time that is none', { engines: ['mariadb', 'postgresql'], oldSchema: true }, (database) => {
  it('proves no failed approval', async () => {
    const db = database();
    const [none, never] = db.engine === 'postgresql' ? ["'infinity'", "'-infinity'"] : ["'0000-00-00 00:00:00'", "'2025-00-00 00:00:00'"];
    if (db.engine === 'mariadb') await db.execute("set sql_mode = ''");
    for (const [reviewed, updated] of [
      [none, "'2025-07-01 12:00:00'"],
      ["'2025-07-01 12:00:00'", never],
      ["'2025-07-01 12:00:00'", none],
    ]) {
      await db.clear();
      await db.insert(approvals('2025-07-01 12:00:00', '2025-07-01 11:00:00'));
      expect((await makePlan(db.url, { certainOnly: true })).summary.changes).toBe(2);
      await db.execute(`update applications_application set reviewed_at = ${reviewed}`);
      await db.execute(`update quests_quest set updated_at = ${updated}`);
      const { findings } = await collect(db.url, { only: ['approved-without-participant'] });
      expect(findings.map(({ cause }) => cause)).toEqual(['possibly-left']);
      expect((await makePlan(db.url, { certainOnly: true })).summary.changes).toBe(0);
    }
  });
});
