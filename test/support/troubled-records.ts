import type { Dataset } from '../../src/demo/audit-001.ts';
import type { PlanRequest } from '../../src/repair/index.ts';
import { troubledQuests, userIds } from './troubled-quests.ts';

/** A repair by every target: of everything in {@link troubledRecords}. */
export const EVERYTHING: Pick<PlanRequest, 'targets' | 'checks'> = {
  targets: ['quest', 'user', 'guild', 'balance'],
  checks: [
    'approved-without-participant',
    'quest-status',
    'quest-assignment',
    'quest-xp-reward',
    'profile-superuser-unverified',
    'profile-expired-ban',
    'user-level',
    'guild-member-count',
    'guild-owner-membership',
    'guild-membership-state',
    'guild-approved-request-without-membership',
    'gold-balance-missing',
    'gold-balance',
  ],
};

const guildId = (index: number): string => `6000000000004000800000000000000${index}`;
const person = (index: number): string => userIds[index % userIds.length] ?? '';

/**
 * Entities of every target in trouble: 12 of 14 quests, of which three promise a wrong reward, six accounts, three guilds
 * (of which one needs four changes at once), six balances.
 */
export function troubledRecords(): Dataset {
  const dataset = new Map(troubledQuests(14));
  const quests = (dataset.get('quests_quest') ?? []).map((row, index) => ({
    ...row,
    difficulty: 'champion',
    xp_reward: index % 5 === 0 ? 30 : 100,
  }));
  const users = (dataset.get('users_user') ?? []).map((row, index) => ({
    ...row,
    level: index < 4 ? 7 : 1,
    email_verified: index === 4 ? 0 : 1,
    is_superuser: index === 4 ? 1 : 0,
    is_banned: index === 5 ? 1 : 0,
    ban_reason: index === 5 ? 'shouting' : null,
    ban_expires_at: index === 5 ? '2025-07-01 00:00:00.000001' : null,
  }));
  dataset.set('quests_quest', quests);
  dataset.set('users_user', users);
  return [
    ...dataset,
    [
      'guilds_guild',
      [1, 2, 3].map((index) => ({ guild_id: guildId(index), name: `Guild ${index}`, owner_id: person(index), member_count: 9 })),
    ],
    [
      'guilds_guildmembership',
      [
        { id: 1, guild_id: guildId(1), user_id: person(2), role: 'member', status: 'kicked', is_active: 1 },
        { id: 2, guild_id: guildId(2), user_id: person(2), role: 'member', status: 'approved', is_active: 1 },
        { id: 3, guild_id: guildId(3), user_id: person(3), role: 'owner', status: 'approved', is_active: 1 },
        {
          id: 4,
          guild_id: guildId(3),
          user_id: person(4),
          role: 'admin',
          status: 'left',
          is_active: 0,
          left_at: '2025-06-01 00:00:00.500000',
        },
      ],
    ],
    [
      'guilds_guildjoinrequest',
      [
        { id: 1, guild_id: guildId(1), user_id: person(5), is_approved: 1, processed_at: '2025-07-01 08:00:00.250000' },
        { id: 2, guild_id: guildId(3), user_id: person(4), is_approved: 1, processed_at: '2025-07-01 08:00:00' },
      ],
    ],
    [
      'transactions_transaction',
      [0, 1, 2, 3].map((index) => ({
        transaction_id: index + 1,
        type: 'REWARD',
        amount: `${index}.25`,
        user_id: person(index),
        quest_id: null,
      })),
    ],
    [
      'transactions_userbalance',
      [0, 1, 6, 7].map((index) => ({ id: index + 1, user_id: person(index), gold_balance: index < 2 ? '5.00' : '0.00' })),
    ],
  ];
}
