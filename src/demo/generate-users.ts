import type { PartialRow } from './audit-001.ts';
import type { Fault } from './faults.ts';
import { GoldAccounts } from './generate-gold.ts';
import { BLOCK, type World } from './world.ts';
import { DAY, MINUTE, START, time } from './time.ts';

/** Rows around accounts. */
interface UserRows {
  readonly users: PartialRow[];
  readonly goldTransactions: PartialRow[];
  readonly appeals: PartialRow[];
  readonly appealFiles: PartialRow[];
  readonly attachments: PartialRow[];
}

/** What differs from a healthy account, by check. */
const FAULTY: Readonly<Record<string, PartialRow>> = {
  'profile-username': { username: '' },
  'profile-privilege': { role: 'admin', is_superuser: 0, is_staff: 0 },
  'profile-superuser-unverified': { is_superuser: 1, is_staff: 1, email_verified: 0 },
  'profile-expired-ban': { is_banned: 1, ban_reason: 'Spam', ban_expires_at: time(START) },
  'profile-ban-fields': { is_banned: 0, ban_reason: 'Spam', ban_expires_at: null },
  'profile-json': { settings: '[]' },
  'clock-ahead': { last_seen: '2999-12-31 00:00:00' },
};

/** Generates all accounts, whose levels and balances follow from what was paid to them before. */
export function* generateUsers(world: World): Generator<void> {
  const { faults, sink, users } = world;
  const gold = new GoldAccounts(world);
  let lastAppeal = 0;
  for (let first = 0; first < users.length; first += BLOCK) {
    const rows: UserRows = { users: [], goldTransactions: [], appeals: [], appealFiles: [], attachments: [] };
    for (let number = first; number < Math.min(first + BLOCK, users.length); number++) {
      const fault = faults.draw('user');
      gold.settle(number, fault);
      addXp(world, number, fault);
      addUser(world, rows, number, fault);
      if (number % 200 === 50) addAppeal(world, rows, number, ++lastAppeal);
      if (number % 20 === 3) addExtras(world, rows, number);
    }
    sink('users_user', rows.users);
    sink('users_goldtransaction', rows.goldTransactions);
    sink('users_banappeal', rows.appeals);
    sink('users_banappealfile', rows.appealFiles);
    sink('messaging_messageattachment', rows.attachments);
    gold.flush();
    yield;
  }
}

/** XP besides that of quests. */
function addXp({ ledger, random }: World, number: number, fault: Fault | undefined): void {
  if (random.below(4) === 0) ledger.addXp(number, 100 * random.below(60), 'Seasonal event', START + 200 * DAY);
  if (fault?.check === 'xp-total-negative') ledger.addXp(number, -100 - (ledger.xp[number] ?? 0), 'Correction', START + 300 * DAY);
}

function addUser({ ledger, random, users }: World, rows: UserRows, number: number, fault: Fault | undefined): void {
  const level = Math.min(100, Math.max(1, Math.floor((ledger.xp[number] ?? 0) / 1000)));
  const joined = START - 60 * DAY - number * MINUTE;
  // The first one runs the place.
  const admin = number === 0;
  const banned = number % 100 === 50;
  const faulty = fault === undefined ? undefined : FAULTY[fault.check];
  rows.users.push({
    id: users[number] ?? null,
    username: `adventurer${number}`,
    email: `adventurer${number}@example.com`,
    password: '!',
    display_name: `Adventurer ${number}`,
    role: admin ? 'admin' : number % 10 === 0 ? 'quest_maker' : 'adventurer',
    is_superuser: admin ? 1 : 0,
    is_staff: admin ? 1 : 0,
    is_active: 1,
    email_verified: number % 30 === 29 ? 0 : 1,
    is_banned: banned ? 1 : 0,
    ban_reason: banned ? 'Spam' : null,
    ban_expires_at: banned && number % 200 === 150 ? '2999-12-31 00:00:00' : null,
    settings: random.below(3) === 0 ? '{"theme": "dark"}' : '{}',
    level: level + (fault?.check === 'user-level' ? 1 : 0),
    date_joined: time(joined),
    last_seen: null,
    ...faulty,
    ...(fault?.check === 'profile-email' && { email: fault.cause === 'blank' ? '' : `adventurer${number} at example.com` }),
  });
}

/** A banned user asks to be let in again. */
function addAppeal({ users }: World, rows: UserRows, number: number, id: number): void {
  rows.appeals.push({
    id,
    message: 'It was not me.',
    created_at: time(START + 100 * DAY),
    reviewed: id % 2,
    review_decision: id % 2 === 1 ? 'dismissed' : null,
    user_id: users[number] ?? null,
  });
  rows.appealFiles.push({
    file: `ban_appeals/appeal-${id}.png`,
    original_name: 'screenshot.png',
    uploaded_at: time(START + 100 * DAY),
    appeal_id: id,
  });
}

/** What few users have. */
function addExtras({ users }: World, rows: UserRows, number: number): void {
  rows.goldTransactions.push({ amount: 50, reason: 'admin_set', created_at: time(START), user_id: users[number] ?? null });
  rows.attachments.push({
    file: `message_attachments/${number}.png`,
    thumbnail: `message_thumbnails/${number}.png`,
    filename: 'map.png',
    file_size: 20_480,
    content_type: 'image/png',
    uploaded_at: time(START + 90 * DAY),
  });
}
