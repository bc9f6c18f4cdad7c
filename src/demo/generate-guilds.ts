import type { PartialRow } from './audit-001.ts';
import type { Fault } from './faults.ts';
import { BLOCK, type World } from './world.ts';
import { DAY, MINUTE, START, time, YEAR } from './time.ts';

const USERS_PER_GUILD = 20;

const KINDS = [
  ['Alchemists', 'alchemy'],
  ['Designers', 'art_design'],
  ['Scribes', 'writing'],
  ['Scholars', 'research'],
  ['Guardians', 'protection'],
  ['Tinkerers', 'development'],
  ['Minstrels', 'music'],
  ['Heralds', 'marketing'],
] as const;

interface GuildRows {
  readonly guilds: PartialRow[];
  readonly memberships: PartialRow[];
  readonly requests: PartialRow[];
}

/** Generates guilds with their owners, members, and those who asked, left or were kicked. */
export function* generateGuilds(world: World): Generator<void> {
  const { faults, sink, users } = world;
  const count = Math.max(1, Math.floor(users.length / USERS_PER_GUILD));
  for (let first = 0; first < count; first += BLOCK) {
    const rows: GuildRows = { guilds: [], memberships: [], requests: [] };
    for (let number = first; number < Math.min(first + BLOCK, count); number++) addGuild(world, rows, number, faults.draw('guild'));
    sink('guilds_guild', rows.guilds);
    sink('guilds_guildmembership', rows.memberships);
    sink('guilds_guildjoinrequest', rows.requests);
    yield;
  }
}

interface Membership {
  readonly role?: 'owner' | 'admin' | 'member';
  readonly status?: 'approved' | 'rejected' | 'left' | 'kicked';
  readonly active?: boolean;
  readonly joined: number;
  readonly left?: number;
}

/** A guild: people are numbered from its owner. */
function addGuild(world: World, rows: GuildRows, number: number, fault: Fault | undefined): void {
  const { random, users } = world;
  const id = random.uuid();
  const created = START + random.below(YEAR / MINUTE) * MINUTE;
  const first = random.below(users.length);
  const person = (offset: number): string => users[(first + offset) % users.length] ?? '';
  // Two people stay outside, for those who only asked.
  const members = Math.min(2 + random.below(12), users.length - 3);
  const [asking, failing] = [members + 1, members + 2];
  // Those who leave a guild that approves its members cannot ask again: a finding. Here they leave the open ones.
  const approves = number % 2 === 1;
  let active = 0;

  const join = (offset: number, { role = 'member', status = 'approved', active: isActive = true, joined, left }: Membership): void => {
    if (isActive) active++;
    rows.memberships.push({
      role,
      status,
      is_active: isActive ? 1 : 0,
      joined_at: time(joined),
      approved_at: offset === 0 ? null : time(joined),
      left_at: left === undefined ? null : time(left),
      guild_id: id,
      user_id: person(offset),
      approved_by_id: offset === 0 ? null : person(approves ? 0 : offset),
    });
  };
  const ask = (offset: number, at: number, approved: 0 | 1 | null): void => {
    rows.requests.push({
      message: 'I would like to join.',
      created_at: time(at - DAY),
      processed_at: approved === null ? null : time(at),
      is_approved: approved,
      guild_id: id,
      user_id: person(offset),
      processed_by_id: approved === null ? null : person(0),
    });
  };

  const ownership: Membership = { role: 'owner', joined: created };
  if (fault?.check !== 'guild-owner-membership') join(0, ownership);
  else if (fault.cause === 'inactive') join(0, { ...ownership, active: false });
  else if (fault.cause === 'other-role') join(0, { ...ownership, role: 'admin' });
  for (let offset = 1; offset <= members; offset++) {
    const joined = created + (offset + random.below(100)) * DAY;
    const role = offset === 1 ? 'admin' : 'member';
    if (approves) {
      ask(offset, joined, 1);
      // Some had been in the guild before it asked for approval: approving puts them back and leaves the old date.
      join(offset, { role, joined, ...(random.below(30) === 0 && { left: joined - DAY }) });
    } else {
      const lot = random.below(10);
      if (lot < 2) join(offset, { status: lot === 0 ? 'kicked' : 'left', active: false, joined, left: joined + 9 * DAY });
      else join(offset, { role, joined });
    }
  }
  if (approves) ask(asking, created + DAY, random.below(2) === 0 ? null : 0);

  const joined = created + 5 * DAY;
  const left = joined + DAY;
  switch (`${fault?.check} ${fault?.cause}`) {
    case 'guild-membership-state ended-yet-active':
      join(failing, { status: 'kicked', joined, left });
      break;
    case 'guild-membership-state approved-yet-inactive':
      join(failing, { active: false, joined });
      break;
    case 'guild-foreign-owner active':
      join(failing, { role: 'owner', joined });
      break;
    case 'guild-foreign-owner inactive':
      join(failing, { role: 'owner', status: 'left', active: false, joined, left });
      break;
    case 'guild-approved-request-without-membership no-membership':
      ask(failing, left, 1);
      break;
    case 'guild-approved-request-without-membership not-restored':
      join(failing, { status: 'left', active: false, joined, left });
      ask(failing, left + DAY, 1);
      break;
    case 'guild-approved-request-without-membership undated-end':
      join(failing, { status: 'left', active: false, joined });
      ask(failing, joined, 1);
      break;
    case 'guild-rejoin-blocked null':
      join(failing, { status: 'left', active: false, joined, left });
      ask(failing, joined, 1);
      break;
  }

  const [kind, specialization] = random.pick(KINDS);
  const disabled = number % 50 === 49;
  rows.guilds.push({
    guild_id: id,
    name: `${kind} of the ${number + 1}th Street`,
    description: 'We meet on Thursdays.',
    specialization,
    welcome_message: 'Welcome!',
    preset_emblem: 'shield',
    privacy: number % 5 === 0 ? 'private' : 'public',
    require_approval: approves ? 1 : 0,
    minimum_level: 1,
    allow_discovery: 1,
    show_on_home_page: 1,
    who_can_post_quests: 'all_members',
    who_can_invite_members: 'admins_only',
    created_at: time(created),
    updated_at: time(created + 120 * DAY),
    member_count: active + (fault?.check === 'guild-member-count' ? 1 : 0),
    is_disabled: disabled ? 1 : 0,
    warning_count: disabled ? 3 : 0,
    disabled_at: disabled ? time(created + 120 * DAY) : null,
    disable_reason: disabled ? 'Guild disabled due to 3 warnings within 7 days' : '',
    owner_id: person(0),
    disabled_by_id: disabled ? (users[0] ?? null) : null,
  });
}
