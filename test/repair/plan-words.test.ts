import { describe, expect, it } from 'vitest';
import { DEFAULT_LEVELS, fingerprint, uuid } from '../../src/model/index.ts';
import type { EntityPlan } from '../../src/repair/planned-change.ts';
import { rowName, toStored } from '../../src/repair/stored-value.ts';
import { planBalance } from '../../src/repair/targets/balance.ts';
import { UNREADABLE } from '../../src/repair/targets/comparable-time.ts';
import { planDuplicates, type DuplicateQuest, type ParticipantRow } from '../../src/repair/targets/duplicate-plan.ts';
import { planGuild } from '../../src/repair/targets/guild-plan.ts';
import type { ApprovedRequest, GuildState, Membership } from '../../src/repair/targets/guild-state.ts';
import type { KeepRule, RepairScope } from '../../src/repair/targets/index.ts';
import { planQuest } from '../../src/repair/targets/quest-plan.ts';
import { planUser } from '../../src/repair/targets/user.ts';
import { ANN, BOB, EVE } from '../support/flows.ts';

const [ann, bob, eve] = [uuid(ANN), uuid(BOB), uuid(EVE)];
const scopeOf = (...checks: readonly string[]): RepairScope => ({
  ...{ checks, userId: null, certainOnly: false, duplicates: null, leaveOut: {}, levels: DEFAULT_LEVELS },
});
/** What a plan says that it would do. */
const wordsOf = ({ words }: EntityPlan): readonly string[] => words.flat();

describe('what a plan says that it would do', () => {
  it('of a quest', () => {
    const quest = {
      ...{ id: 7, title: 'Map “it”\u202e', status: 'open', assignee: null, updatedAt: null, updated: '2025-07-01', difficulty: 'mythic' },
      ...{ xpReward: 1, participants: [] },
      approvals: [{ applicationId: 1, applicant: { stored: ANN, id: ann, username: 'ann' }, order: '1', reviewed: '2025-07-02' }],
    };
    expect(wordsOf(planQuest(quest, scopeOf('approved-without-participant', 'quest-xp-reward'), () => ({})))).toEqual([
      'create participant for ann in quest "Map “it”\\u202e"',
      'update quest "Map “it”\\u202e" status to in-progress',
      'assign quest "Map “it”\\u202e" to ann',
      'update quest "Map “it”\\u202e" XP reward to 200',
    ]);
  });

  it('of a guild', () => {
    const membership = (membershipId: number, userId: string, changes: Partial<Membership> = {}): Membership => ({
      ...{ membershipId, userId, status: 'approved', isKnown: true, isActive: true, left: null },
      row: { role: 'member', status: 'approved', is_active: 1, approved_at: null, left_at: null, approved_by_id: null },
      ...changes,
    });
    const request = (requestId: number, userId: string): ApprovedRequest => ({
      ...{ requestId, userId, storedUser: userId, processedAt: '2025-07-01', processedBy: eve, processed: '2025-07-01' },
    });
    const guild: GuildState = {
      ...{ id: 'g', guildId: 'g', storedId: 1, name: 'Cartographers', ownerId: eve, storedOwner: eve, memberCount: 9, active: 2 },
      memberships: [
        membership(1, eve),
        membership(2, ann, { status: 'kicked' }),
        membership(3, bob, { status: 'left', isActive: false, left: '2025-06-01' }),
      ],
      ...{
        requests: [request(5, bob)],
        oddMembership: null,
        usernames: new Map([
          [ann, 'ann'],
          [bob, 'bob'],
          [eve, 'eve'],
        ]),
      },
    };
    const all = scopeOf(
      'guild-member-count',
      'guild-owner-membership',
      'guild-membership-state',
      'guild-approved-request-without-membership',
    );
    const writing = { yes: 1, no: 0, newMembership: () => ({}) };
    expect(wordsOf(planGuild(guild, all, writing))).toEqual([
      'update membership of eve as owner',
      'update membership of ann, which is kicked, to not active',
      'update membership of bob as approved',
      'update guild "Cartographers" member count to 2',
    ]);
    const empty = {
      ...guild,
      memberships: [],
      active: 0,
      memberCount: 2,
      usernames: new Map([
        [bob, 'bob'],
        [eve, 'eve'],
      ]),
    };
    expect(wordsOf(planGuild(empty, all, writing))).toEqual(['create membership of eve as owner', 'create membership of bob as approved']);
    const gone = { ...guild, memberships: [membership(2, ann, { status: 'left' })], requests: [], usernames: new Map([[eve, 'eve']]) };
    expect(wordsOf(planGuild(gone, all, writing))).toContain(`update membership of user ${ann} (missing), which is left, to not active`);
    expect(planGuild({ ...guild, oddMembership: '5x' }, all, writing)).toEqual({
      ...{ id: 'g', changes: [], words: [], doubtful: 0 },
      leftOut: ['guild "Cartographers": the id 5x of a membership is no whole number'],
    });
  });

  it('of an account, and of its gold', () => {
    const row = {
      ...{ id: ANN, username: 'ann', is_superuser: 1, email_verified: 0, is_banned: 1, ban_reason: 'x', ban_expires_at: 'y', level: 3 },
      ban_is_over: 1,
    };
    const checks = scopeOf('profile-superuser-unverified', 'profile-expired-ban', 'user-level');
    expect(wordsOf(planUser(row, 0, checks, { yes: 1, no: 0 }))).toEqual([
      'update user ann to a verified e-mail address',
      'update user ann to not banned',
      'update user ann level to 1',
    ]);
    const gold = (balance: object | undefined) =>
      planBalance(
        { user: { id: ANN, username: 'ann' }, balance: balance as never, sum: 1250 },
        scopeOf('gold-balance-missing', 'gold-balance'),
        () => ({}),
        (hundredths) => hundredths,
      );
    expect(wordsOf(gold(undefined))).toEqual(['create gold balance of ann: 12.50']);
    expect(wordsOf(gold({ id: 1, gold_balance: 7, last_updated: null, cents: 700 }))).toEqual([
      'update gold balance of ann from 7.00 to 12.50',
    ]);
  });
});

describe('the plan of duplicate participants', () => {
  const CHECK = 'duplicate-participant';
  const participant = (
    id: number,
    userId: string,
    joined: string | typeof UNREADABLE,
    username: string | null = 'ann',
  ): ParticipantRow => ({
    row: { id, quest_id: 7, user_id: toStored(userId, 'uuid'), status: 'joined', joined_at: typeof joined === 'string' ? joined : 'never' },
    ...{ joined, userId, username },
  });
  const [first, second, third] = [participant(3, ann, '1'), participant(1, ann, '2'), participant(2, ann, '3')];
  const quest: DuplicateQuest = {
    ...{ id: 7, title: 'Map', participants: [second, first, third, participant(9, bob, '1', 'bob')], held: new Map() },
    referring: [
      { table: 'submission', column: 'participant_id', key: { id: 50 }, participant: 2 },
      { table: 'submission', column: 'participant_id', key: { id: 51 }, participant: 3 },
      { table: 'submission', column: 'participant_id', key: { id: 52 }, participant: 9 },
    ],
    writable: ['id', 'quest_id', 'status'],
  };
  const plan = (keep: KeepRule, changes: Partial<DuplicateQuest> = {}, scope: Partial<RepairScope> = {}): EntityPlan =>
    planDuplicates({ ...quest, ...changes }, { ...scopeOf(CHECK), duplicates: { keep, pairs: null }, ...scope });

  it('leaves the row that joined first, moves what refers to the others, and deletes those', () => {
    expect(plan('earliest')).toEqual({
      ...{ id: 7, doubtful: 0 },
      changes: [
        {
          ...{ check: CHECK, table: 'submission', operation: 'update', key: { id: 50 } },
          ...{ before: { participant_id: 2 }, after: { participant_id: 3 } },
        },
        {
          ...{ check: CHECK, table: 'quests_questparticipant', operation: 'delete', key: { id: 1 }, after: null },
          before: { id: 1, quest_id: 7, status: 'joined' },
        },
        {
          ...{ check: CHECK, table: 'quests_questparticipant', operation: 'delete', key: { id: 2 }, after: null },
          before: { id: 2, quest_id: 7, status: 'joined' },
        },
      ],
      words: [
        ['move submission 50 from participant row 2 to 3'],
        ['delete duplicate participant row 1 (joined) of ann in quest "Map"'],
        ['delete duplicate participant row 2 (joined) of ann in quest "Map"'],
      ],
    });
  });

  it('leaves another row where that is wished for, with the time at which the person joined', () => {
    const kept = [
      'move submission 51 from participant row 3 to 2',
      'keep the earliest joined_at in participant row 2 of ann in quest "Map"',
      'delete duplicate participant row 3 (joined) of ann in quest "Map"',
      'delete duplicate participant row 1 (joined) of ann in quest "Map"',
    ];
    expect(wordsOf(plan('latest'))).toEqual(kept);
    expect(wordsOf(plan({ participantId: 2 }))).toEqual(kept);
    expect(wordsOf(plan({ participantId: '2' }))).toEqual(kept);
    expect(plan('latest').changes[1]).toMatchObject({ key: { id: 2 }, before: { joined_at: '3' }, after: { joined_at: '1' } });
    expect(wordsOf(plan({ participantId: 5 }))).toEqual([]);
  });

  it('of rows that joined at the same time leaves the lowest number', () => {
    const twins = [participant(12, ann, '1', null), participant(4, ann, '1', null)];
    expect(wordsOf(plan('earliest', { participants: twins, referring: [] }))).toEqual([
      `delete duplicate participant row 12 (joined) of user ${ann} in quest "Map"`,
    ]);
  });

  it('is of the person, of the pairs and of the findings that are chosen', () => {
    expect(plan('earliest', {}, { userId: toStored(bob, 'uuid') }).changes).toEqual([]);
    expect(plan('earliest', {}, { userId: toStored(ann, 'uuid') }).changes).toHaveLength(3);
    expect(plan('earliest', {}, { duplicates: null }).changes).toEqual([]);
    const leaveOut = { [CHECK]: [fingerprint(CHECK, { questId: 7, userId: ann })] };
    expect(plan('earliest', {}, { leaveOut }).changes).toEqual([]);
    const named = (pair: string) => plan('earliest', {}, { leaveOut, duplicates: { keep: 'earliest', pairs: [pair] } }).changes;
    // Who names it has decided anew.
    expect(named(`7 ${ann}`)).toHaveLength(3);
    expect(named(`8 ${ann}`)).toEqual([]);
  });

  it('leaves alone what must not go, and what has no order, and says why', () => {
    const held = new Map([[rowName('quests_questparticipant', { id: 1 }), 'a row of another table holds it']]);
    expect(plan('earliest', { held })).toMatchObject({
      changes: [],
      leftOut: ['duplicates of ann in quest "Map": a row of another table holds it'],
    });
    expect(plan({ participantId: 1 }, { held }).changes).not.toEqual([]);
    expect(plan('earliest', { participants: [first, participant(2, ann, UNREADABLE)] })).toMatchObject({
      changes: [],
      leftOut: [
        'duplicates of ann in quest "Map": one of them joined at a time that cannot be read, so nobody can say which is the earliest',
      ],
    });
  });
});
