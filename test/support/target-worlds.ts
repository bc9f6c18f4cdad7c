import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import type { Target } from '../../src/repair/index.ts';
import { ANN, BOB, EVE } from './flows.ts';
import { account } from './profile-flows.ts';

/** A fourth person. */
const DAN = 'd0000000000040008000000000000004';

/** The people of the worlds. */
export const PEOPLE: readonly { readonly id: string; readonly username: string }[] = [
  { id: ANN, username: 'ann' },
  { id: BOB, username: 'bob' },
  { id: DAN, username: 'dan' },
  { id: EVE, username: 'eve' },
];

const PLACE = ['quests_questcategory', [{ id: 1, name: 'General' }]] as const;
const OWED = 25;
const numbered = (rows: readonly PartialRow[]): readonly PartialRow[] => rows.map((row, index) => ({ id: index + 1, ...row }));

const quest = (id: number, row: PartialRow = {}): PartialRow => ({
  ...{ id, title: `Quest ${id}`, status: 'in-progress', assigned_to_id: null, creator_id: EVE, category_id: 1 },
  ...{ difficulty: 'initiate', xp_reward: OWED, updated_at: '2025-07-01 09:00:00', ...row },
});
const joined = (quest_id: number, user_id: string, row: PartialRow = {}): PartialRow => ({
  ...{ quest_id, user_id, status: 'joined', joined_at: '2025-07-01 10:00:00', ...row },
});
const approved = (quest_id: number, applicant_id: string): PartialRow => ({
  ...{ quest_id, applicant_id, status: 'approved', applied_at: '2025-07-01 08:00:00', reviewed_at: '2025-07-01 10:00:00' },
});

/** Approvals that two people wait for on one quest, whose reward is wrong, too; each other fault for ann and for bob. */
const quests: Dataset = [
  ['users_user', PEOPLE],
  PLACE,
  [
    'quests_quest',
    [
      quest(1, { status: 'open', xp_reward: 7 }),
      quest(2, { status: 'open', assigned_to_id: ANN }),
      quest(3, { status: 'open', assigned_to_id: BOB }),
      quest(4),
      quest(5),
      quest(6, { status: 'open' }),
      quest(7, { assigned_to_id: ANN, xp_reward: 7 }),
      quest(8, { assigned_to_id: BOB, xp_reward: 7 }),
    ],
  ],
  [
    'quests_questparticipant',
    numbered([joined(2, ANN), joined(3, BOB), joined(4, ANN), joined(5, BOB), joined(6, BOB), joined(7, ANN), joined(8, BOB)]),
  ],
  ['applications_application', numbered([approved(1, ANN), approved(1, BOB)])],
];

const trouble: PartialRow = {
  ...{ is_superuser: 1, is_staff: 1, email_verified: 0, level: 9 },
  ...{ is_banned: 1, ban_reason: 'Spam', ban_expires_at: '2025-07-01 09:00:00' },
};

/** Ann and bob have everything that can be wrong with an account, and XP for level 2. */
const accounts: Dataset = [
  ['users_user', PEOPLE.map((person) => account({ ...person, ...(person.id === ANN || person.id === BOB ? trouble : {}) }))],
  [
    'users_xptransaction',
    [ANN, BOB].flatMap((user_id, index) => [
      { id: index * 2 + 1, user_id, reason: 'Bonus', amount: 40 },
      { id: index * 2 + 2, user_id, reason: 'Bonus', amount: 60 },
    ]),
  ],
];

const guildId = (digit: number): string => `6000000000004000800000000000000${digit}`;
const guild = (digit: number, owner_id: string, member_count: number): PartialRow => ({
  ...{ guild_id: guildId(digit), name: `Guild ${digit}`, owner_id, member_count },
});
const member = (digit: number, user_id: string, row: PartialRow = {}): PartialRow => ({
  ...{ guild_id: guildId(digit), user_id, role: 'member', status: 'approved', is_active: 1, left_at: null },
  ...{ joined_at: '2025-06-01 09:00:00', approved_at: '2025-06-01 09:00:00', approved_by_id: null, ...row },
});
const founder = (digit: number, user_id: string): PartialRow => member(digit, user_id, { role: 'owner' });
const request = (digit: number, user_id: string): PartialRow => ({
  ...{ guild_id: guildId(digit), user_id, is_approved: 1, processed_at: '2025-07-01 12:00:00', processed_by_id: EVE },
});
const ended = (digit: number, user_id: string, is_active: number): PartialRow =>
  member(digit, user_id, { role: 'admin', status: 'left', is_active, left_at: is_active === 1 ? null : '2025-06-20 09:00:00' });

/** Ann and bob have each fault, both in one guild where a guild has room for it; eve's own memberships are in good order. */
const guilds: Dataset = [
  ['users_user', PEOPLE],
  [
    'guilds_guild',
    [guild(1, EVE, 3), guild(2, ANN, 0), guild(3, BOB, 1), guild(4, EVE, 1), guild(5, EVE, 1), guild(6, ANN, 9), guild(7, BOB, 9)],
  ],
  [
    'guilds_guildmembership',
    numbered([
      ...[founder(1, EVE), ended(1, ANN, 1), ended(1, BOB, 1)],
      member(3, BOB, { status: 'pending' }),
      ...[founder(4, EVE), founder(5, EVE), ended(5, ANN, 0), { ...ended(5, BOB, 0), role: 'member' }],
      ...[founder(6, ANN), founder(7, BOB)],
    ]),
  ],
  ['guilds_guildjoinrequest', numbered([request(4, ANN), request(4, BOB), request(5, ANN), request(5, BOB)])],
];

/** Two people whose balance is missing, and two whose balance is another one. */
const balances: Dataset = [
  ['users_user', PEOPLE],
  [
    'transactions_transaction',
    PEOPLE.map(({ id: user_id }, index) => ({ transaction_id: index + 1, type: 'REWARD', amount: 10 + index, user_id, quest_id: null })),
  ],
  ['transactions_userbalance', [ANN, BOB].map((user_id, index) => ({ id: index + 1, user_id, gold_balance: 99 }))],
];

/** Ann and bob twice on one quest, and ann twice on another. */
const duplicates: Dataset = [
  ['users_user', PEOPLE],
  PLACE,
  ['quests_quest', [quest(1, { assigned_to_id: ANN }), quest(2, { assigned_to_id: ANN })]],
  [
    'quests_questparticipant',
    numbered([joined(1, ANN), joined(1, ANN), joined(1, BOB), joined(1, BOB), joined(2, ANN), joined(2, ANN)]).map((row, index) => ({
      ...row,
      joined_at: `2025-07-01 10:00:0${index}`,
    })),
  ],
];

/** For each target a database in which each of its checks finds something of two people, all of which the target mends. */
export const TARGET_WORLDS = {
  quest: quests,
  user: accounts,
  guild: guilds,
  balance: balances,
  'duplicate-participant': duplicates,
} satisfies Record<Target['id'], Dataset>;
