import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVELS, fingerprint, uuid, type FindingKey } from '../../src/model/index.ts';
import { inverse } from '../../src/repair/inverse.ts';
import type { EntityPlan } from '../../src/repair/planned-change.ts';
import { MADE_ID, MADE_NOW, toStored, type StoredValue } from '../../src/repair/stored-value.ts';
import { planBalance } from '../../src/repair/targets/balance.ts';
import { UNREADABLE } from '../../src/repair/targets/comparable-time.ts';
import { planGuild } from '../../src/repair/targets/guild-plan.ts';
import type { ApprovedRequest, GuildState, Membership } from '../../src/repair/targets/guild-state.ts';
import type { RepairScope } from '../../src/repair/targets/index.ts';
import { planQuest } from '../../src/repair/targets/quest-plan.ts';
import type { QuestState } from '../../src/repair/targets/quest-state.ts';
import { planUser } from '../../src/repair/targets/user.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';

const [ann, bob, eve] = [uuid(ANN), uuid(BOB), uuid(EVE)];

function scopeOf(checks: readonly string[], further: Partial<RepairScope> = {}): RepairScope {
  return { checks, userId: null, certainOnly: false, duplicates: null, leaveOut: {}, levels: DEFAULT_LEVELS, ...further };
}

/** A scope that leaves one finding out. */
const acknowledging = (check: string, key: FindingKey): Partial<RepairScope> => ({ leaveOut: { [check]: [fingerprint(check, key)] } });
const forUser = (id: string): Partial<RepairScope> => ({ userId: toStored(id, 'uuid') });

/** What a plan does: each change with its check and what the row holds afterwards. */
const doneBy = ({ changes }: EntityPlan): readonly unknown[] => changes.map(({ check, operation, after }) => [check, operation, after]);

/** A time as its row keeps it: one that is none is a text of no meaning. */
const keptTime = (time: Membership['left']): StoredValue => (typeof time === 'symbol' ? '0000-00-00' : time);

describe('the plan of a guild', () => {
  const [COUNT, OWNER] = ['guild-member-count', 'guild-owner-membership'];
  const [STATE, REQUEST] = ['guild-membership-state', 'guild-approved-request-without-membership'];
  const guildId = uuid('60000000000040008000000000000001');

  const membership = (membershipId: number, userId: string, further: Partial<Membership> = {}): Membership => ({
    ...{ membershipId, userId, status: 'approved', isKnown: true, isActive: true, left: null },
    row: { role: 'member', status: 'approved', is_active: 1, approved_at: null, left_at: null, approved_by_id: null },
    ...further,
  });
  const ended = (membershipId: number, userId: string, further: Partial<Membership> = {}): Membership =>
    membership(membershipId, userId, {
      ...{ status: 'left', ...further },
      row: {
        ...{ role: 'member', status: 'left', is_active: further.isActive === false ? 0 : 1, left_at: keptTime(further.left ?? null) },
        ...{ approved_at: null, approved_by_id: null },
      },
    });
  const request = (requestId: number, userId: string, processed: ApprovedRequest['processed'] = '2025-07-01'): ApprovedRequest => ({
    ...{ requestId, userId, storedUser: userId, processedAt: keptTime(processed), processedBy: eve, processed },
  });
  const owner = membership(1, eve, {
    row: { role: 'owner', status: 'approved', is_active: 1, approved_at: null, left_at: null, approved_by_id: null },
  });
  const eveWith = ({ status = 'approved', isActive = true, isKnown = true }: Partial<Membership>): Membership =>
    membership(1, eve, { status, isActive, isKnown, row: { ...owner.row, status, is_active: isActive ? 1 : 0 } });
  const inactive = (role: string, further: Partial<Membership> = {}): Membership =>
    membership(2, ann, { isActive: false, row: { ...membership(2, ann).row, role, is_active: 0 }, ...further });
  const one = (other: Membership): Partial<GuildState> => ({ memberships: [owner, other] });

  function planned(state: Partial<GuildState>, further: Partial<RepairScope> = {}): EntityPlan {
    const whole: GuildState = {
      ...{ id: guildId, guildId, storedId: guildId, name: 'Cartographers', ownerId: eve, storedOwner: eve },
      ...{ memberCount: 1, active: 1, memberships: [owner], requests: [], oddMembership: null },
      usernames: new Map([
        [ann, 'ann'],
        [bob, 'bob'],
        [eve, 'eve'],
      ]),
      ...state,
    };
    const writing = { yes: 1, no: 0, newMembership: () => ({ id: MADE_ID, joined_at: MADE_NOW }) };
    return planGuild(whole, scopeOf([COUNT, OWNER, STATE, REQUEST], further), writing);
  }

  const off = { is_active: 0, left_at: MADE_NOW };
  const two = { memberships: [owner, ended(2, ann), ended(3, bob)], active: 3, memberCount: 3 };
  const counted = (member_count: number) => [COUNT, 'update', { member_count }];
  const joined = (user_id: string) => ({
    ...{ id: MADE_ID, joined_at: MADE_NOW, role: 'member', status: 'approved', is_active: 1 },
    ...{ approved_at: '2025-07-01', approved_by_id: eve, left_at: null, guild_id: guildId, user_id },
  });

  it.each([
    { rule: 'nothing to mend', state: {}, then: [] },
    { rule: 'another count', state: { memberCount: 7 }, then: [counted(1)] },
    {
      rule: 'ended memberships of two, and the count they leave',
      state: two,
      then: [[STATE, 'update', off], [STATE, 'update', off], counted(1)],
    },
    { rule: '--user: that person’s only', state: two, scope: forUser(ANN), then: [[STATE, 'update', off], counted(2)] },
    { rule: '--user: of nobody here', state: two, scope: forUser(EVE), then: [] },
    {
      rule: 'an acknowledged membership stays',
      state: two,
      scope: acknowledging(STATE, { membershipId: 2, guildId, userId: ann }),
      then: [[STATE, 'update', off], counted(2)],
    },
    { rule: 'an acknowledged count stays', state: { memberCount: 7 }, scope: acknowledging(COUNT, { guildId }), then: [] },
    { rule: 'a request without membership', state: { requests: [request(1, ann)] }, then: [[REQUEST, 'insert', joined(ann)], counted(2)] },
    {
      rule: '--user: another person’s request',
      state: { requests: [request(1, ann), request(2, bob)] },
      scope: forUser(BOB),
      then: [[REQUEST, 'insert', joined(bob)], counted(2)],
    },
    {
      rule: 'an acknowledged request',
      state: { requests: [request(1, ann)] },
      scope: acknowledging(REQUEST, { requestId: 1, guildId, userId: ann }),
      then: [],
    },
    { rule: 'a request of one who is gone', state: { requests: [request(1, uuid('f0000000000040008000000000000009'))] }, then: [] },
    {
      rule: 'an owner without membership',
      state: { memberships: [], active: 0 },
      then: [
        [
          OWNER,
          'insert',
          {
            ...{ id: MADE_ID, joined_at: MADE_NOW, role: 'owner', status: 'approved', is_active: 1, left_at: null },
            ...{ guild_id: guildId, user_id: eve },
          },
        ],
      ],
    },
    { rule: '--user: not the owner', state: { memberships: [], active: 0, memberCount: 0 }, scope: forUser(ANN), then: [] },
    {
      rule: 'an acknowledged owner',
      state: { memberships: [], active: 0, memberCount: 0 },
      scope: acknowledging(OWNER, { guildId, userId: eve }),
      then: [],
    },
    {
      rule: 'ended before the approval, and inactive: comes back',
      state: { memberships: [owner, ended(2, ann, { isActive: false, left: '2025-06-30' })], requests: [request(1, ann)] },
      then: [
        [REQUEST, 'update', { status: 'approved', is_active: 1, approved_at: '2025-07-01', approved_by_id: eve, left_at: null }],
        counted(2),
      ],
    },
    {
      rule: 'ended when it was approved: stays ended',
      state: { memberships: [owner, ended(2, ann, { isActive: false, left: '2025-07-01' })], requests: [request(1, ann)] },
      then: [],
    },
    {
      rule: 'an acknowledged count follows what a repair leaves',
      state: { memberships: [owner, ended(2, ann)], active: 2, memberCount: 2 },
      scope: acknowledging(COUNT, { guildId }),
      then: [[STATE, 'update', off], counted(1)],
    },
    { rule: 'an owner as a member', state: { memberships: [membership(1, eve)] }, then: [[OWNER, 'update', { role: 'owner' }]] },
    {
      rule: 'an owner who has left',
      state: { memberships: [eveWith({ status: 'left' })] },
      then: [[OWNER, 'update', { status: 'approved' }]],
    },
    {
      rule: 'an owner who is not active',
      state: { memberships: [eveWith({ isActive: false })], active: 0, memberCount: 0 },
      then: [[OWNER, 'update', { is_active: 1 }], counted(1)],
    },
    { rule: 'an owner of a status that nobody knows', state: { memberships: [eveWith({ status: 'frozen', isKnown: false })] }, then: [] },
    {
      rule: 'an owner who has left, acknowledged: no ended membership is switched off instead',
      state: { memberships: [eveWith({ status: 'left' })] },
      scope: acknowledging(OWNER, { guildId, userId: eve }),
      then: [],
    },
    {
      rule: 'a rejected one that is active',
      state: { ...one(ended(2, ann, { status: 'rejected' })), active: 2 },
      then: [[STATE, 'update', off]],
    },
    {
      rule: 'an end keeps its date',
      state: { ...one(ended(2, ann, { left: '2025-06-01' })), active: 2 },
      then: [[STATE, 'update', { is_active: 0 }]],
    },
    {
      rule: 'approved before the end: not active any more',
      state: { ...one(ended(2, ann, { left: '2025-07-02' })), active: 2, requests: [request(1, ann)] },
      then: [[STATE, 'update', { is_active: 0 }]],
    },
    {
      rule: 'approved at a time nobody wrote down: not active any more',
      state: { ...one(ended(2, ann, { left: '2025-07-02' })), active: 2, requests: [request(1, ann, null)] },
      then: [[STATE, 'update', { is_active: 0 }]],
    },
    {
      rule: 'an end without a date, though approved: not active any more, and dated',
      state: { ...one(ended(2, ann)), active: 2, requests: [request(1, ann)] },
      then: [[STATE, 'update', off]],
    },
    {
      rule: 'approved after the end, and active: for a person',
      state: { ...one(ended(2, ann, { left: '2025-06-30' })), active: 2, memberCount: 2, requests: [request(1, ann)] },
      then: [],
    },
    {
      rule: 'active, and approved or ended at a time that cannot be read: for a person',
      state: {
        ...{ memberships: [owner, ended(2, ann, { left: '2025-07-02' }), ended(3, bob, { left: UNREADABLE })], active: 3, memberCount: 3 },
        requests: [request(1, ann, UNREADABLE), request(2, bob)],
      },
      then: [],
    },
    {
      rule: 'not active, and approved or ended at a time that cannot be read: for a person',
      state: {
        memberships: [owner, ended(2, ann, { isActive: false, left: '2025-06-30' }), ended(3, bob, { isActive: false, left: UNREADABLE })],
        requests: [request(1, ann, UNREADABLE), request(2, bob)],
      },
      then: [],
    },
    {
      rule: 'an active member whose request was approved',
      state: { ...one(membership(2, ann)), active: 2, memberCount: 2, requests: [request(1, ann)] },
      then: [],
    },
    {
      rule: 'approved, but never made active',
      state: { ...one(inactive('member')), requests: [request(1, ann)] },
      then: [[REQUEST, 'update', { is_active: 1, approved_at: '2025-07-01', approved_by_id: eve }], counted(2)],
    },
    {
      rule: 'ended at no date, and not active: for a person',
      state: { ...one(ended(2, ann, { isActive: false })), requests: [request(1, ann)] },
      then: [],
    },
    {
      rule: 'not active in a status that nobody knows: for a person',
      state: { ...one(inactive('member', { isKnown: false })), requests: [request(1, ann)] },
      then: [],
    },
    {
      rule: 'an admin comes back as an admin',
      state: { ...one(inactive('admin')), requests: [request(1, ann)] },
      then: [[REQUEST, 'update', { is_active: 1, approved_at: '2025-07-01', approved_by_id: eve }], counted(2)],
    },
    {
      rule: 'a former owner comes back as a member',
      state: { ...one(inactive('owner')), requests: [request(1, ann)] },
      then: [[REQUEST, 'update', { role: 'member', is_active: 1, approved_at: '2025-07-01', approved_by_id: eve }], counted(2)],
    },
    {
      rule: 'an owner whose request was approved stays the owner',
      state: { memberships: [eveWith({ isActive: false })], active: 0, memberCount: 0, requests: [request(1, eve)] },
      scope: { checks: [REQUEST] },
      then: [[REQUEST, 'update', { is_active: 1, approved_at: '2025-07-01', approved_by_id: eve }], counted(1)],
    },
  ])('$rule', ({ state, scope, then }: { state: Partial<GuildState>; scope?: Partial<RepairScope>; then: readonly unknown[] }) => {
    expect(doneBy(planned(state, scope))).toEqual(then);
  });

  it('names each row that it changes, and what that held', () => {
    const { changes } = planned({ memberships: [owner, ended(2, ann)], active: 2, memberCount: 2 });
    expect(changes.map(({ table, key, before }) => [table, key, before])).toEqual([
      ['guilds_guildmembership', { id: 2 }, { is_active: 1, left_at: null }],
      ['guilds_guild', { guild_id: guildId }, { member_count: 2 }],
    ]);
  });
});

describe('the plan of an account', () => {
  const [UNVERIFIED, BAN, LEVEL] = ['profile-superuser-unverified', 'profile-expired-ban', 'user-level'];
  const good = {
    id: ANN,
    username: 'ann',
    is_superuser: 0,
    email_verified: 1,
    is_banned: 0,
    ban_reason: null,
    ban_expires_at: null,
    level: 1,
  };
  const plan = (row: object, xp = 0, further: Partial<RepairScope> = {}): readonly unknown[] =>
    doneBy(planUser({ ...good, ban_is_over: 0, ...row }, xp, scopeOf([UNVERIFIED, BAN, LEVEL], further), { yes: 1, no: 0 }));
  const banned = { is_banned: 1, ban_reason: 'Spam', ban_expires_at: '2025-07-01', ban_is_over: 1 };
  const unverified = { is_superuser: 1, email_verified: 0 };

  it.each([
    { rule: 'nothing to mend', row: {}, then: [] },
    { rule: 'an unverified superuser', row: unverified, then: [[UNVERIFIED, 'update', { email_verified: 1 }]] },
    { rule: 'an unverified person', row: { email_verified: 0 }, then: [] },
    { rule: 'a ban that is over', row: banned, then: [[BAN, 'update', { is_banned: 0, ban_reason: null, ban_expires_at: null }]] },
    { rule: 'a ban that lasts', row: { ...banned, ban_is_over: 0 }, then: [] },
    { rule: 'another level', row: { level: 9 }, then: [[LEVEL, 'update', { level: 1 }]] },
    { rule: 'no level', row: { level: null }, then: [[LEVEL, 'update', { level: 1 }]] },
    { rule: 'XP that is no number', row: { level: 9 }, xp: NaN, then: [] },
    { rule: 'an acknowledged superuser', row: unverified, scope: acknowledging(UNVERIFIED, { userId: ann }), then: [] },
    { rule: 'an acknowledged ban', row: banned, scope: acknowledging(BAN, { userId: ann }), then: [] },
    { rule: 'an acknowledged level', row: { level: 9 }, scope: acknowledging(LEVEL, { userId: ann }), then: [] },
    {
      rule: 'another person’s acknowledged level',
      row: { level: 9 },
      scope: acknowledging(LEVEL, { userId: bob }),
      then: [[LEVEL, 'update', { level: 1 }]],
    },
    { rule: 'another check is chosen', row: { level: 9 }, scope: { checks: [BAN] }, then: [] },
  ])('$rule', ({ row, xp, scope, then }: { row: object; xp?: number; scope?: Partial<RepairScope>; then: readonly unknown[] }) => {
    expect(plan(row, xp, scope)).toEqual(then);
  });
});

describe('the plan of a balance', () => {
  const [MISSING, WRONG] = ['gold-balance-missing', 'gold-balance'];
  const amount = (hundredths: number): StoredValue => (hundredths / 100).toFixed(2);
  function plan(cents: number | null | undefined, sum: number, further: Partial<RepairScope> = {}): readonly unknown[] {
    const balance =
      cents === undefined
        ? undefined
        : { id: 4, user_id: ANN, gold_balance: cents === null ? null : cents / 100, last_updated: null, cents };
    const state = { user: { id: ANN, username: 'ann' }, balance, sum };
    return doneBy(planBalance(state, scopeOf([MISSING, WRONG], further), () => ({ id: MADE_ID, last_updated: MADE_NOW }), amount));
  }
  const made = { id: MADE_ID, last_updated: MADE_NOW, gold_balance: '12.50', user_id: toStored(ANN, 'uuid') };
  const put = [[WRONG, 'update', { gold_balance: '12.50', last_updated: MADE_NOW }]];

  it.each([
    { rule: 'no balance', sum: 1250, then: [[MISSING, 'insert', made]] },
    { rule: 'the sum', cents: 1250, sum: 1250, then: [] },
    { rule: 'another sum', cents: 1249, sum: 1250, then: put },
    { rule: 'a sum that is no number', cents: 1249, sum: NaN, then: [] },
    { rule: 'a missing one of a sum that is no number', sum: NaN, then: [] },
    { rule: 'a balance that is no number', cents: null, sum: 1250, then: [] },
    { rule: 'an acknowledged missing one', sum: 1250, scope: acknowledging(MISSING, { userId: ann }), then: [] },
    { rule: 'an acknowledged sum', cents: 1249, sum: 1250, scope: acknowledging(WRONG, { userId: ann }), then: [] },
    { rule: 'the other check is chosen', cents: 1249, sum: 1250, scope: { checks: [MISSING] }, then: [] },
    { rule: 'the other check is chosen, of a missing one', sum: 1250, scope: { checks: [WRONG] }, then: [] },
  ])(
    '$rule',
    ({ cents, sum, scope, then }: { cents?: number | null; sum: number; scope?: Partial<RepairScope>; then: readonly unknown[] }) => {
      expect(plan(cents, sum, scope)).toEqual(then);
    },
  );
});

describe('the plan of a reward', () => {
  const REWARD = 'quest-xp-reward';
  const state: QuestState = {
    ...{ id: 7, title: 'Map the harbour', status: 'in-progress', assignee: null, updatedAt: null, updated: '2025-07-01' },
    ...{ approvals: [], difficulty: 'initiate', xpReward: 7 },
    participants: [
      { participantId: 1, user: { stored: ANN, id: ann, username: 'ann' }, isActive: true, isKnown: true, joined: '2025-07-01' },
    ],
  };
  const plan = (further: Partial<RepairScope> = {}): readonly unknown[] => doneBy(planQuest(state, scopeOf([REWARD], further), () => ({})));
  const put = [[REWARD, 'update', { xp_reward: 25 }]];

  it.each([
    { rule: 'is put right', then: put },
    { rule: '--user: a participant’s quest', scope: forUser(ANN), then: put },
    { rule: '--user: no participant’s quest', scope: forUser(BOB), then: [] },
    { rule: 'acknowledged', scope: acknowledging(REWARD, { questId: 7 }), then: [] },
    { rule: 'acknowledged of another quest', scope: acknowledging(REWARD, { questId: 8 }), then: put },
  ])('$rule', ({ scope, then }: { scope?: Partial<RepairScope>; then: readonly unknown[] }) => {
    expect(plan(scope)).toEqual(then);
  });
});

it('takes a change back with what the database itself has changed', () => {
  const change = {
    check: 'user-level',
    table: 'users_user',
    operation: 'update',
    key: { id: 1 },
    before: { level: 2 },
    after: { level: 3 },
  } as const;
  expect(inverse({ ...change, byDatabase: ['touched_at'] })).toEqual({
    ...change,
    before: { level: 3 },
    after: { level: 2 },
    byDatabase: ['touched_at'],
  });
});
