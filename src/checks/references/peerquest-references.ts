import type { ColumnKind, ForeignKey } from '../../database/index.ts';

/** Tables whose key is not the number `id`. */
const KEYS: Readonly<Record<string, { readonly column: string; readonly kind: ColumnKind }>> = {
  users_user: { column: 'id', kind: 'uuid' },
  guilds_guild: { column: 'guild_id', kind: 'uuid' },
  transactions_transaction: { column: 'transaction_id', kind: 'integer' },
};

/**
 * What refers to what in PeerQuest, whether or not the database knows (SPEC section 2). `application_id` of a participant is no
 * foreign key even in the application's models.
 */
const REFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  quests_quest: { assigned_to_id: 'users_user', creator_id: 'users_user', category_id: 'quests_questcategory' },
  quests_questparticipant: { quest_id: 'quests_quest', user_id: 'users_user', application_id: 'applications_application' },
  applications_application: { quest_id: 'quests_quest', applicant_id: 'users_user', reviewed_by_id: 'users_user' },
  applications_applicationattempt: {
    quest_id: 'quests_quest',
    applicant_id: 'users_user',
    application_id: 'applications_application',
  },
  quests_questsubmission: { quest_participant_id: 'quests_questparticipant', reviewed_by_id: 'users_user' },
  quests_questsubmissionattempt: { participant_id: 'quests_questparticipant', quest_id: 'quests_quest', user_id: 'users_user' },
  quests_questcompletionlog: { quest_id: 'quests_quest', adventurer_id: 'users_user' },
  users_xptransaction: { user_id: 'users_user' },
  users_goldtransaction: { user_id: 'users_user' },
  transactions_transaction: { user_id: 'users_user', quest_id: 'quests_quest' },
  transactions_userbalance: { user_id: 'users_user' },
  transactions_cashoutrequest: { user_id: 'users_user', transaction_id: 'transactions_transaction' },
  payments_paymentproof: { user_id: 'users_user', gold_package_id: 'payments_goldpackage' },
  guilds_guild: { owner_id: 'users_user', disabled_by_id: 'users_user' },
  guilds_guildmembership: { guild_id: 'guilds_guild', user_id: 'users_user', approved_by_id: 'users_user' },
  guilds_guildjoinrequest: { guild_id: 'guilds_guild', user_id: 'users_user', processed_by_id: 'users_user' },
};

const keyOf = (table: string) => KEYS[table] ?? { column: 'id', kind: 'integer' as const };

/** PeerQuest's references as data. */
export const PEERQUEST_REFERENCES: readonly ForeignKey[] = Object.entries(REFERENCES).flatMap(([table, columns]) =>
  Object.entries(columns).map(([column, target]) => ({
    name: null,
    table,
    columns: [column],
    kind: keyOf(target).kind,
    key: keyOf(table),
    target,
    targetColumns: [keyOf(target).column],
    targetExists: true,
    validated: true,
  })),
);

/** Every table that has such a reference or is led to by one. */
export const REFERENCE_TABLES: readonly string[] = [...new Set(PEERQUEST_REFERENCES.flatMap(({ table, target }) => [table, target]))];
