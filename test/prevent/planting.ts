import type { Dataset } from '../../src/demo/audit-001.ts';
import type { TestDatabase } from '../support/databases.ts';
import { ANN, BOB } from '../support/flows.ts';
import { referencesOf } from '../support/references-flows.ts';

/** Rows in which no check finds anything that a constraint could forbid. */
export function healthyRows(): Dataset {
  const rows = referencesOf({})
    .toSorted(byReferences)
    .map(([table, own]): Dataset[number] => {
      if (table === 'quests_quest') return [table, own.map((row) => ({ ...row, xp_reward: 100, slug: 'map' }))];
      if (table === 'users_user') return [table, own.map((row) => ({ ...row, email: `${row['username']}@example.org` }))];
      if (table === 'guilds_guildmembership') {
        const [owner] = own;
        return [table, [...own, { ...owner, id: 2, role: 'member', user_id: ANN }]];
      }
      return [table, own];
    });
  return [...rows, ['transactions_userbalance', [{ id: 1, gold_balance: 5, user_id: ANN }]]];
}

/** Applications before participants, which name them: SQLite's triggers look at once. */
function byReferences([a]: Dataset[number], [b]: Dataset[number]): number {
  const place = (table: string): number => (table === 'quests_questparticipant' ? 2 : table === 'applications_application' ? 1 : 0);
  return place(a) === 0 || place(b) === 0 ? 0 : place(a) - place(b);
}

/** A fault, the check that finds it, and the table whose constraint refuses it. */
export interface Plant {
  readonly check: string;
  readonly fault: string;
  readonly plant: (database: TestDatabase) => Promise<void>;
}

const running = (sql: string) => async (database: TestDatabase) => {
  await database.execute(sql);
};
const adding = (table: string, row: Dataset[number][1][number]) => (database: TestDatabase) => database.insert([[table, [row]]]);

const words: readonly Plant[] = [
  'users_user.role',
  'quests_quest.difficulty',
  'quests_quest.status',
  'quests_questparticipant.status',
  'applications_application.status',
  'quests_questsubmission.status',
  'guilds_guildmembership.role',
  'guilds_guildmembership.status',
  'payments_paymentproof.status',
  'transactions_cashoutrequest.status',
].map((name) => {
  const [table = '', column = ''] = name.split('.');
  return { check: 'unknown-status', fault: `${name} is unknown`, plant: running(`update ${table} set ${column} = 'nonsense'`) };
});

/** Every fault that a constraint of ours forbids. */
export const PLANTS: readonly Plant[] = [
  {
    check: 'duplicate-participant',
    fault: 'a second row',
    plant: adding('quests_questparticipant', { id: 2, status: 'joined', quest_id: 7, user_id: ANN }),
  },
  {
    check: 'application-pending-twice',
    fault: 'two pending applications',
    async plant(database) {
      const pending = { status: 'pending', applicant_id: BOB, quest_id: 7, reviewed_at: null };
      await database.insert([['applications_application', [{ id: 8, ...pending }]]]);
      await database.insert([['applications_application', [{ id: 9, ...pending }]]]);
    },
  },
  {
    check: 'profile-username',
    fault: 'the same but for case',
    plant: running("update users_user set username = 'ANN' where username = 'bob'"),
  },
  { check: 'profile-username', fault: 'blank', plant: running("update users_user set username = ' ' where username = 'bob'") },
  {
    check: 'profile-email',
    fault: 'the same but for case',
    plant: running("update users_user set email = 'ANN@example.org' where username = 'bob'"),
  },
  {
    check: 'profile-privilege',
    fault: 'made admin by themselves',
    plant: running("update users_user set role = 'admin' where username = 'ann'"),
  },
  {
    check: 'guild-membership-state',
    fault: 'left, and active',
    plant: running("update guilds_guildmembership set status = 'left' where id = 2"),
  },
  { check: 'quest-xp-reward', fault: 'too many XP', plant: running('update quests_quest set xp_reward = 200') },
  { check: 'gold-balance-negative', fault: 'debts', plant: running('update transactions_userbalance set gold_balance = -1') },
  ...words,
  { check: 'unknown-status', fault: 'another case', plant: running("update quests_quest set status = 'Open'") },
  {
    check: 'orphan-reference',
    fault: 'an application that is not there',
    plant: running('update quests_questparticipant set application_id = 99'),
  },
];

/** What the application writes every day: no constraint may refuse it. Every step stands alone. */
export const ORDINARY: readonly string[] = [
  // Applying again after a rejection, a kick, and after having left.
  `insert into applications_application (id, status, applied_at, applicant_id, quest_id) values
    (20, 'rejected', '2025-07-01 12:00:00', '${BOB}', 7), (21, 'kicked', '2025-07-01 12:00:00', '${BOB}', 7),
    (22, 'approved', '2025-07-01 12:00:00', '${BOB}', 7), (23, 'approved', '2025-07-01 12:00:00', '${BOB}', 7),
    (24, 'pending', '2025-07-01 12:00:00', '${BOB}', 7)`,
  "update applications_application set status = 'rejected' where id = 24",
  "update quests_questparticipant set status = 'dropped'",
  "update quests_questparticipant set status = 'joined', application_id = null",
  "update quests_quest set status = 'open', assigned_to_id = null",
  "update quests_quest set status = 'completed', completed_at = '2025-07-02 12:00:00'",
  "update quests_quest set difficulty = 'mythic', xp_reward = 200",
  "update quests_questsubmission set status = 'superseded'",
  "update users_user set role = 'moderator', is_staff = true where username = 'ann'",
  "update users_user set username = 'Ann' where username = 'ann'",
  'update transactions_userbalance set gold_balance = 0',
  "update guilds_guildmembership set status = 'left', is_active = false",
  "update guilds_guildmembership set status = 'approved', is_active = true",
  "update guilds_guildmembership set status = 'pending', is_active = false",
  "update transactions_cashoutrequest set status = 'COMPLETED'",
];
