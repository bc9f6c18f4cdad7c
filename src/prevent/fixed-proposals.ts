import { constraintName, type Proposal } from './proposal.ts';

/**
 * The constraints that are the same in every database. Each demands what its check demands, or less, and nothing that the
 * application breaks for a moment between two of its own statements: docs/prevent.md tells which were left out, and why.
 */
export const FIXED_PROPOSALS: readonly Proposal[] = [
  {
    check: 'duplicate-participant',
    demand: 'a person has at most one participant row on a quest',
    spec: {
      kind: 'unique',
      name: constraintName('quests_questparticipant', 'once'),
      table: 'quests_questparticipant',
      columns: ['quest_id', 'user_id'],
      among: null,
      ignoresCase: false,
    },
    columns: ['quest_id', 'user_id'],
    django: null,
  },
  {
    check: 'application-pending-twice',
    demand: 'a person has at most one pending application to a quest',
    spec: {
      kind: 'unique',
      name: constraintName('applications_application', 'pending_once'),
      table: 'applications_application',
      columns: ['quest_id', 'applicant_id'],
      among: { column: 'status', word: 'pending' },
      ignoresCase: false,
    },
    columns: ['quest_id', 'applicant_id', 'status'],
    django: null,
  },
  ...(['username', 'email'] as const).map((column): Proposal => ({
    check: `profile-${column}`,
    demand: `no two people have the same ${column} but for upper and lower case`,
    spec: {
      kind: 'unique',
      name: constraintName('users_user', `${column}_any_case`),
      table: 'users_user',
      columns: [column],
      among: null,
      ignoresCase: true,
    },
    columns: [column],
    django: null,
  })),
  {
    check: 'profile-username',
    demand: 'a username is not blank',
    spec: {
      kind: 'check',
      name: constraintName('users_user', 'username_not_blank'),
      table: 'users_user',
      condition: ({ column }) => `trim(${column('username')}) <> ''`,
    },
    columns: ['username'],
    django: '~models.Q(username="")',
  },
  {
    check: 'profile-privilege',
    demand: 'an admin or moderator is staff or superuser',
    spec: {
      kind: 'check',
      name: constraintName('users_user', 'role_is_granted'),
      table: 'users_user',
      condition: ({ column }) => `${column('role')} not in ('admin', 'moderator') or ${column('is_staff')} or ${column('is_superuser')}`,
    },
    columns: ['role', 'is_staff', 'is_superuser'],
    django: '~models.Q(role__in=["admin", "moderator"]) | models.Q(is_staff=True) | models.Q(is_superuser=True)',
  },
  {
    check: 'guild-membership-state',
    // An owner's own membership is the other check's.
    listedBy: ['guild-membership-state', 'guild-owner-membership'],
    demand: 'who has left, was kicked or rejected is no active member',
    spec: {
      kind: 'check',
      name: constraintName('guilds_guildmembership', 'gone_is_inactive'),
      table: 'guilds_guildmembership',
      condition: ({ column }) => `${column('status')} not in ('left', 'kicked', 'rejected') or not ${column('is_active')}`,
    },
    columns: ['status', 'is_active'],
    django: '~models.Q(status__in=["left", "kicked", "rejected"]) | models.Q(is_active=False)',
  },
  {
    check: 'quest-xp-reward',
    demand: 'a quest’s XP is that of its difficulty',
    spec: {
      kind: 'check',
      name: constraintName('quests_quest', 'xp_of_difficulty'),
      table: 'quests_quest',
      condition: ({ column }) =>
        Object.entries({ initiate: 25, adventurer: 50, champion: 100, mythic: 200 })
          .map(([difficulty, xp]) => `(${column('difficulty')} <> '${difficulty}' or ${column('xp_reward')} = ${xp})`)
          .join(' and '),
    },
    columns: ['difficulty', 'xp_reward'],
    django: [
      ['initiate', 25],
      ['adventurer', 50],
      ['champion', 100],
      ['mythic', 200],
    ]
      .map(([difficulty, xp]) => `(~models.Q(difficulty="${difficulty}") | models.Q(xp_reward=${xp}))`)
      .join(' & '),
  },
  {
    check: 'gold-balance-negative',
    demand: 'nobody owes gold',
    spec: {
      kind: 'check',
      name: constraintName('transactions_userbalance', 'not_negative'),
      table: 'transactions_userbalance',
      condition: ({ column }) => `${column('gold_balance')} >= 0`,
    },
    columns: ['gold_balance'],
    django: 'models.Q(gold_balance__gte=0)',
  },
];
