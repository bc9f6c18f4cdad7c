import { people } from './ordinary-flows-accounts.ts';
import type { AppState, Flow, Row } from './ordinary-flows-state.ts';

const guilds = (app: AppState): Row[] => app.rows('guilds_guild', (row) => row['is_disabled'] === 0);

const membersOf = (app: AppState, guild: Row): Row[] =>
  app.rows('guilds_guildmembership', (row) => row['guild_id'] === guild['guild_id'] && row['is_active'] === 1);

function count(app: AppState, guild: Row): void {
  Object.assign(guild, { member_count: membersOf(app, guild).length, updated_at: app.now() });
}

/** A guild and a person who is not on it now, with their rows there. */
function stranger(app: AppState): { readonly guild: Row; readonly user: Row; readonly request?: Row; readonly membership?: Row } | null {
  const guild = app.one(guilds(app));
  const user = app.one(people(app));
  if (guild === undefined || user === undefined) return null;
  const isHere = (row: Row): boolean => row['guild_id'] === guild['guild_id'] && row['user_id'] === user['id'];
  const membership = app.find('guilds_guildmembership', isHere);
  const request = app.find('guilds_guildjoinrequest', isHere);
  if (membership?.['is_active'] === 1) return null;
  return { guild, user, ...(request && { request }), ...(membership && { membership }) };
}

function addMember(app: AppState, guild: Row, user: Row[string], role: string, by: Row[string]): void {
  const time = app.now();
  app.add('guilds_guildmembership', {
    ...{ role, status: 'approved', is_active: 1, joined_at: time, approved_at: role === 'owner' ? null : time, left_at: null },
    ...{ guild_id: guild['guild_id'] ?? null, user_id: user, approved_by_id: by },
  });
}

const found: Flow = (app) => {
  const owner = app.one(people(app));
  const number = app.rows('guilds_guild').length;
  if (owner === undefined || number >= 3) return false;
  const guild = app.add(
    'guilds_guild',
    {
      guild_id: app.random.uuid(),
      name: `Guild ${number}`,
      privacy: 'public',
      require_approval: app.random.below(2),
      member_count: 1,
      is_disabled: 0,
      warning_count: 0,
      disabled_at: null,
      disable_reason: '',
      owner_id: owner['id'] ?? null,
      disabled_by_id: null,
    },
    'guild_id',
  );
  addMember(app, guild, owner['id'] ?? null, 'owner', null);
  return true;
};

const changeSettings: Flow = (app) => {
  const guild = app.one(guilds(app));
  if (guild === undefined) return false;
  guild['require_approval'] = app.random.below(2);
  return true;
};

const join: Flow = (app) => {
  const there = stranger(app);
  // Who has a membership row already gets an error page.
  if (there === null || there.guild['require_approval'] === 1 || there.membership !== undefined) return false;
  if (there.request?.['is_approved'] === null) return false;
  const { id = null } = there.user;
  if (there.request?.['is_approved'] === 0) app.remove('guilds_guildjoinrequest', (row) => row === there.request);
  addMember(app, there.guild, id, 'member', id);
  count(app, there.guild);
  return true;
};

const ask: Flow = (app) => {
  const there = stranger(app);
  if (there === null || there.guild['require_approval'] === 0) return false;
  // One that waits or was granted is in the way.
  if (there.request !== undefined && there.request['is_approved'] !== 0) return false;
  app.remove('guilds_guildjoinrequest', (row) => row === there.request);
  app.add('guilds_guildjoinrequest', {
    ...{ message: '', created_at: app.now(), processed_at: null, is_approved: null, processed_by_id: null },
    ...{ guild_id: there.guild['guild_id'] ?? null, user_id: there.user['id'] ?? null },
  });
  return true;
};

const answer: Flow = (app) => {
  const request = app.one(app.rows('guilds_guildjoinrequest', (row) => row['is_approved'] === null));
  const guild = app.find('guilds_guild', (row) => row['guild_id'] === request?.['guild_id']);
  if (request === undefined || guild === undefined) return false;
  const [user = null, by = null] = [request['user_id'], guild['owner_id']];
  const approved = app.random.below(3) > 0 ? 1 : 0;
  Object.assign(request, { is_approved: approved, processed_at: app.now(), processed_by_id: by });
  if (approved === 0) return true;
  const own = app.find('guilds_guildmembership', (row) => row['guild_id'] === guild['guild_id'] && row['user_id'] === user);
  if (own === undefined) addMember(app, guild, user, 'member', by);
  // The date of leaving stays.
  else Object.assign(own, { status: 'approved', is_active: 1 });
  count(app, guild);
  return true;
};

/** A guild and one of its members who is not the owner. */
function member(app: AppState): { readonly guild: Row; readonly membership: Row } | null {
  const guild = app.one(guilds(app));
  const membership = guild && app.one(membersOf(app, guild).filter((row) => row['user_id'] !== guild['owner_id']));
  return guild === undefined || membership === undefined ? null : { guild, membership };
}

const go: Flow = (app) => {
  const there = member(app);
  if (there === null) return false;
  const { guild, membership } = there;
  Object.assign(membership, { status: 'left', is_active: 0, left_at: app.now() });
  count(app, guild);
  const granted = app.find(
    'guilds_guildjoinrequest',
    (row) => row['guild_id'] === guild['guild_id'] && row['user_id'] === membership['user_id'] && row['is_approved'] === 1,
  );
  if (granted !== undefined) app.known.add(`guild-rejoin-blocked ${granted['id']}`);
  return true;
};

const kickOut: Flow = (app) => {
  const there = member(app);
  if (there === null) return false;
  const { guild, membership } = there;
  Object.assign(membership, { status: 'kicked', is_active: 0, left_at: app.now(), approved_by_id: guild['owner_id'] ?? null });
  count(app, guild);
  return true;
};

const changeRole: Flow = (app) => {
  const there = member(app);
  if (there === null) return false;
  there.membership['role'] = app.random.pick(['admin', 'member']);
  return true;
};

const handOver: Flow = (app) => {
  const there = member(app);
  if (there === null) return false;
  const { guild, membership } = there;
  for (const row of membersOf(app, guild)) if (row['role'] === 'owner') row['role'] = 'admin';
  membership['role'] = 'owner';
  guild['owner_id'] = membership['user_id'] ?? null;
  return true;
};

const disable: Flow = (app) => {
  const guild = app.one(guilds(app));
  if (guild === undefined || app.random.below(4) > 0) return false;
  Object.assign(guild, { is_disabled: 1, disabled_at: app.now(), disable_reason: 'Manually disabled by admin', disabled_by_id: null });
  return true;
};

const enable: Flow = (app) => {
  const guild = app.one(app.rows('guilds_guild', (row) => row['is_disabled'] === 1));
  if (guild === undefined) return false;
  Object.assign(guild, { is_disabled: 0, disabled_at: null, disable_reason: '' });
  return true;
};

/** What people do with guilds. */
export const GUILD_FLOWS: Readonly<Record<string, Flow>> = {
  found,
  changeSettings,
  join,
  ask,
  answer,
  go,
  kickOut,
  changeRole,
  handOver,
  disable,
  enable,
};
