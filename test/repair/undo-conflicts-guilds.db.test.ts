import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { describeEngines, propertyEngines } from '../support/databases.ts';
import {
  describeLaterChanges,
  numberedId,
  numberIn,
  numbersTo,
  putBack,
  type LaterChange,
  type Steps,
  type World,
} from '../support/undo-conflicts.ts';

/** A guild after its repair, with the ids of its memberships. */
interface Guild {
  readonly number: number;
  /** As the database prints it. */
  readonly id: string;
  /** Inserted by the repair. */
  readonly owner: number;
  /** Inserted by the repair, for an approved request. */
  readonly asked: number;
  /** Ended, and yet active: the repair says so and dates it. */
  readonly kicked: number;
  /** Ended before the approval of a request: the repair brings it back. */
  readonly returned: number;
  /** In good order: read for the count, not written. */
  readonly bystander: number;
}

const MEMBERSHIPS = 'guilds_guildmembership';
const OWNER = numberedId('c', 1);
const KICKED = numberedId('c', 2);
const ASKED = numberedId('c', 3);
const RETURNED = numberedId('c', 4);
const BYSTANDER = numberedId('c', 5);
const STRANGER = numberedId('c', 6);

const membership = (guild: number, place: number, user_id: string, row: PartialRow = {}): PartialRow => ({
  ...{ id: guild * 10 + place, guild_id: numberedId('6', guild), user_id, role: 'member', status: 'approved', is_active: 1 },
  ...row,
});

/** Guilds of which each needs five changes; the count follows from the others. */
const guilds: World<Guild> = {
  request: {
    targets: ['guild'],
    checks: ['guild-member-count', 'guild-owner-membership', 'guild-membership-state', 'guild-approved-request-without-membership'],
  },
  rows: (count) => [
    [
      'users_user',
      numbersTo(6).map((number) => ({ id: numberedId('c', number), username: `person ${number}`, email: `person ${number}` })),
    ],
    [
      'guilds_guild',
      numbersTo(count).map((number) => ({
        ...{ guild_id: numberedId('6', number), name: `Guild ${number}`, description: 'for all', owner_id: OWNER, member_count: 9 },
        updated_at: '2025-07-01 12:00:00.123456',
      })),
    ],
    [
      MEMBERSHIPS,
      numbersTo(count).flatMap((guild) => [
        membership(guild, 2, KICKED, { status: 'kicked' }),
        membership(guild, 4, RETURNED, { role: 'admin', status: 'left', is_active: 0, left_at: '2025-06-01 00:00:00.500000' }),
        membership(guild, 5, BYSTANDER),
      ]),
    ],
    [
      'guilds_guildjoinrequest',
      numbersTo(count).flatMap((guild) =>
        [ASKED, RETURNED].map((user_id, index) => ({
          ...{ id: guild * 10 + index, guild_id: numberedId('6', guild), user_id, is_approved: 1 },
          ...{ processed_at: '2025-07-01 08:00:00.250000', processed_by_id: OWNER },
        })),
      ),
    ],
  ],
  entity(number, rows) {
    const made = (user: string): number =>
      Number(rows(MEMBERSHIPS).find((row) => numberIn(row['guild_id']) === number && numberIn(row['user_id']) === numberIn(user))?.['id']);
    const id = String(rows('guilds_guild').find(({ guild_id }) => numberIn(guild_id) === number)?.['guild_id']);
    return {
      number,
      id,
      owner: made(OWNER),
      kicked: made(KICKED),
      asked: made(ASKED),
      returned: made(RETURNED),
      bystander: made(BYSTANDER),
    };
  },
  numberOf: { guilds_guild: ({ guild_id }) => numberIn(guild_id), [MEMBERSHIPS]: ({ guild_id }) => numberIn(guild_id) },
  undoes: ['update guilds_guild', `delete ${MEMBERSHIPS}`, `delete ${MEMBERSHIPS}`, `update ${MEMBERSHIPS}`, `update ${MEMBERSHIPS}`],
  // A table that this tool has never heard of, whose rows go with the membership that they refer to.
  further: () => ({
    tables: ['badges_badge'],
    create: [
      `create table badges_badge (id bigint not null primary key, membership_id bigint not null,
        foreign key (membership_id) references ${MEMBERSHIPS} (id) on delete cascade)`,
    ],
    drop: ['drop table badges_badge'],
  }),
};

type Member = 'owner' | 'kicked' | 'asked' | 'returned' | 'bystander';
const ofGuild =
  (change: string) =>
  ({ id }: Guild): Steps => [`update guilds_guild set ${change} where guild_id = '${id}'`];
const ofMember =
  (member: Member, change: string) =>
  (guild: Guild): Steps => [`update ${MEMBERSHIPS} set ${change} where id = ${guild[member]}`];
const deletion =
  (member: Member) =>
  (guild: Guild): Steps => [`delete from ${MEMBERSHIPS} where id = ${guild[member]}`];
const all =
  (...parts: readonly ((guild: Guild) => Steps)[]) =>
  (guild: Guild): Steps =>
    parts.flatMap((part) => part(guild));
/** Memberships that the application makes get ids that no other one has. */
const another = ({ number }: Guild, user: string, row: PartialRow = {}): Dataset[number] => [
  MEMBERSHIPS,
  [membership(number, 0, user, { id: 100_000 + number, ...row })],
];
const badge = ({ number }: Guild, id: number): string => `insert into badges_badge values (${number}, ${id})`;

const guildChanged = ({ id }: Guild): string => `guilds_guild ${id} was changed since`;
const memberChanged = (member: Member) => (guild: Guild) => `${MEMBERSHIPS} ${guild[member]} was changed since`;
const memberGone = (member: Member) => (guild: Guild) => `${MEMBERSHIPS} ${guild[member]} is gone`;
const both =
  (...reasons: readonly ((guild: Guild) => string)[]) =>
  (guild: Guild): string =>
    reasons.map((reason) => reason(guild)).join('; ');
const changedGuild = (what: string, change: string): LaterChange<Guild> => ({ what, does: ofGuild(change), then: guildChanged });
const changedMember = (member: Member, what: string, change: string): LaterChange<Guild> => ({
  what: `the ${member} member: ${what}`,
  does: ofMember(member, change),
  then: memberChanged(member),
});
const leaving = "status = 'left', is_active = false, left_at = '2031-01-01 10:00:00'";

const changesOfGuilds: readonly LaterChange<Guild>[] = [
  changedGuild('the count is another one', 'member_count = member_count + 1'),
  changedGuild('the count alone is put back by hand', 'member_count = 9'),
  changedGuild('only the case of the name is changed', 'name = upper(name)'),
  changedGuild('a space is added to the description', "description = 'for all '"),
  changedGuild('an emblem that was null becomes empty', "custom_emblem = ''"),
  changedGuild('updated_at moves by a microsecond', "updated_at = '2025-07-01 12:00:00.123457'"),
  changedGuild('the guild is disabled', 'is_disabled = true'),
  changedGuild('the guild is handed over', `owner_id = '${BYSTANDER}'`),
  {
    what: 'the guild is deleted with all that refers to it',
    does: ({ id }) =>
      ['guilds_guildjoinrequest', MEMBERSHIPS, 'guilds_guild'].map((table) => `delete from ${table} where guild_id = '${id}'`),
    then: both(
      ({ id }) => `guilds_guild ${id} is gone`,
      memberGone('asked'),
      memberGone('returned'),
      memberGone('kicked'),
      memberGone('owner'),
    ),
  },
  {
    what: 'the guild is deleted, and another one has taken the id',
    does: (guild) => [
      `delete from guilds_guild where guild_id = '${guild.id}'`,
      ['guilds_guild', [{ guild_id: numberedId('6', guild.number), name: `New ${guild.number}`, owner_id: OWNER, member_count: 4 }]],
    ],
    then: guildChanged,
  },
  changedMember('owner', 'has another role', "role = 'member'"),
  changedMember('owner', 'only the case of the role is changed', "role = 'Owner'"),
  changedMember('owner', 'is made inactive', 'is_active = false'),
  changedMember('owner', 'is approved by a person', `approved_by_id = '${OWNER}'`),
  changedMember('owner', 'joins at another microsecond', "joined_at = '2031-01-01 10:00:00.000001'"),
  changedMember('asked', 'has left, as nothing but its date says', "left_at = '2031-01-01 10:00:00'"),
  changedMember('asked', 'a space is added to the status', "status = 'approved '"),
  changedMember('asked', 'becomes that of another person', `user_id = '${STRANGER}'`),
  changedMember('kicked', 'is active again', 'is_active = true'),
  changedMember('kicked', 'the end has another date', "left_at = '2031-01-01 10:00:00.000001'"),
  changedMember('kicked', 'the end loses its date', 'left_at = null'),
  changedMember('kicked', 'a column is changed that the repair did not write', "role = 'admin'"),
  changedMember('returned', 'the approval moves by a microsecond', "approved_at = '2025-07-01 08:00:00.250001'"),
  changedMember('returned', 'nobody has approved it', 'approved_by_id = null'),
  changedMember('returned', 'the state alone is put back by hand', "status = 'left', is_active = false"),
  {
    what: 'the returned member leaves, and the application counts',
    does: all(ofMember('returned', leaving), ofGuild('member_count = member_count - 1')),
    then: both(guildChanged, memberChanged('returned')),
  },
  {
    what: 'two members leave, and nobody counts',
    does: all(ofMember('asked', leaving), ofMember('owner', leaving)),
    then: both(memberChanged('asked'), memberChanged('owner')),
  },
  {
    what: 'a person joins, and the application counts',
    does: (guild) => [another(guild, STRANGER), ...ofGuild('member_count = member_count + 1')(guild)],
    then: guildChanged,
  },
  { what: 'an inserted membership is deleted', does: deletion('asked'), then: memberGone('asked') },
  { what: 'an updated membership is deleted', does: deletion('kicked'), then: memberGone('kicked') },
  {
    what: 'an inserted membership is deleted, and made again as another row',
    does: (guild) => [...deletion('asked')(guild), another(guild, ASKED)],
    then: memberGone('asked'),
  },
  {
    what: 'an inserted membership is deleted, and that of another person has taken the id',
    does: (guild) => [...deletion('asked')(guild), another(guild, STRANGER, { id: guild.asked })],
    then: memberChanged('asked'),
  },
  {
    what: 'rows refer to inserted memberships',
    does: (guild) => [badge(guild, guild.owner)],
    then: (guild) => `rows of badges_badge refer to ${MEMBERSHIPS} ${guild.owner}`,
  },
  {
    what: 'all is put back by hand, and more is changed',
    does: all(
      deletion('owner'),
      deletion('asked'),
      ofMember('kicked', 'is_active = true, left_at = null'),
      ofMember(
        'returned',
        "role = 'admin', status = 'left', is_active = false, left_at = '2025-06-01 00:00:00.500000', approved_at = null, approved_by_id = null",
      ),
      ofGuild("member_count = 9, description = 'for nobody'"),
    ),
    then: 'already undone',
  },
  {
    what: 'the count is changed, and changed back',
    does: all(ofGuild('member_count = 9'), ofGuild('member_count = 4')),
    then: 'taken back',
  },
  {
    what: 'an inserted membership is deleted, and the same one put back',
    does: ({ asked }) => putBack(MEMBERSHIPS, `id = ${asked}`),
    then: 'taken back',
  },
  { what: 'a person whom the count counts leaves, and nobody counts', does: ofMember('bystander', leaving), then: 'taken back' },
  { what: 'a person joins, and nobody counts', does: (guild) => [another(guild, STRANGER)], then: 'taken back' },
  { what: 'a row refers to a membership that the repair updated', does: (guild) => [badge(guild, guild.kicked)], then: 'taken back' },
  {
    what: 'the requests that the repair answered are gone or withdrawn',
    does: ({ number }) => [
      `delete from guilds_guildjoinrequest where id = ${number * 10}`,
      `update guilds_guildjoinrequest set is_approved = null, processed_at = null where id = ${number * 10 + 1}`,
    ],
    then: 'taken back',
  },
];

/** After the undo, nobody whom the repair had made a member is one. */
const changesOfGuildsAfterUndo: readonly LaterChange<Guild>[] = [
  {
    what: 'the application makes the owner a member',
    does: (guild) => [another(guild, OWNER, { role: 'owner' })],
    then: { refused: /^failed Transaction rolled back: .*(unique|duplicate)/i },
  },
  {
    what: 'the application makes the owner a member, and counts',
    does: (guild) => [another(guild, OWNER, { role: 'owner' }), ...ofGuild('member_count = member_count + 1')(guild)],
    then: guildChanged,
  },
  {
    what: 'the membership of another person has taken an id',
    does: (guild) => [another(guild, STRANGER, { id: guild.asked })],
    then: ({ asked }) => `${MEMBERSHIPS} ${asked} is there again`,
  },
  changedMember('kicked', 'is told to have left', "left_at = '2031-01-01 10:00:00'"),
  { what: 'the kicked member is gone', does: deletion('kicked'), then: memberGone('kicked') },
  { what: 'the name of the guild is changed', does: ofGuild("name = concat('The ', name)"), then: guildChanged },
  { what: 'a person leaves, and nobody counts', does: ofMember('bystander', leaving), then: 'taken back' },
];

describeEngines('the undo of repaired guilds that were changed since', { engines: propertyEngines('postgresql') }, (database) => {
  describeLaterChanges('guilds', database, guilds, changesOfGuilds);
  describeLaterChanges('guilds, by an undo of the undo', database, guilds, changesOfGuildsAfterUndo, 'undo');
});
