import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, BOB, rowsOf } from './flows.ts';

/** A quest of Eve's on which Ann participates, and one row in each table that the checks of the group look at. */
export interface References {
  /** Rows that replace those of a table. */
  readonly rows?: Readonly<Record<string, readonly PartialRow[]>>;
}

const GUILD = 'f0000000000040008000000000000009';

/** The rows of a situation: all in good order but for what is replaced. */
export function referencesOf({ rows = {} }: References): Dataset {
  const healthy: Dataset = [
    ...rowsOf({ applications: [{}], participants: [{ application_id: 1 }] }).map(([table, own]): Dataset[number] =>
      table === 'quests_quest'
        ? [table, own.map((quest) => ({ ...quest, difficulty: 'champion' }))]
        : table === 'users_user'
          ? [table, own.map((user) => ({ ...user, role: 'adventurer' }))]
          : [table, own],
    ),
    ['applications_applicationattempt', [{ id: 1, attempt_number: 1, applicant_id: ANN, application_id: 1, quest_id: 7 }]],
    ['quests_questsubmission', [{ id: 1, status: 'pending', quest_participant_id: 1 }]],
    ['guilds_guild', [{ guild_id: GUILD, name: 'Mappers', owner_id: BOB }]],
    ['guilds_guildmembership', [{ id: 1, role: 'owner', status: 'approved', is_active: 1, guild_id: GUILD, user_id: BOB }]],
    ['payments_goldpackage', [{ id: 1, name: 'Starter' }]],
    ['payments_paymentproof', [{ id: 1, payment_reference: 'R1', status: 'queued', user_id: ANN, gold_package_id: 1 }]],
    ['transactions_transaction', [{ transaction_id: 1, type: 'REWARD', amount: 5, user_id: ANN, quest_id: 7 }]],
    ['transactions_cashoutrequest', [{ id: 1, amount_gold: 5, status: 'PENDING', user_id: ANN, transaction_id: 1 }]],
  ];
  return healthy.map(([table, own]): Dataset[number] => [table, rows[table] ?? own]);
}

/** The same dataset with some columns of a table's rows replaced. */
export function changed(table: string, columns: PartialRow): References {
  const own = referencesOf({}).find(([name]) => name === table)?.[1] ?? [];
  return { rows: { [table]: own.map((row, index) => (index === 0 ? { ...row, ...columns } : row)) } };
}
