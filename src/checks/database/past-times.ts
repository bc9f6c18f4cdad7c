import { ofOwnParticipation, ofUser, onOwnQuest, type BelongsTo } from '../belongs-to.ts';

/** The columns of a table that say when something has happened. */
export interface PastTimes {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: { readonly column: string; readonly kind: 'integer' | 'uuid' };
  /** Null where the rows are nobody's. */
  readonly belongsTo: BelongsTo | null;
}

const BY_ID = { column: 'id', kind: 'integer' } as const;

const times = (table: string, columns: readonly string[], belongsTo: BelongsTo | null, key: PastTimes['key'] = BY_ID): PastTimes => ({
  table,
  columns,
  key,
  belongsTo,
});

/**
 * Every time of PeerQuest's tables that cannot lie ahead (SPEC section 2): not when something is due, nor when a ban ends. Their places
 * are the order of the report.
 */
export const PAST_TIMES: readonly PastTimes[] = [
  times('users_user', ['date_joined', 'last_login', 'last_seen', 'last_password_change', 'email_verification_sent_at'], ofUser('id'), {
    column: 'id',
    kind: 'uuid',
  }),
  times('quests_questcategory', ['created_at'], null),
  times('quests_quest', ['created_at', 'updated_at', 'completed_at'], onOwnQuest),
  times('quests_questparticipant', ['joined_at', 'completed_at', 'application_date', 'reviewed_at'], ofUser('user_id')),
  times('applications_application', ['applied_at', 'reviewed_at'], ofUser('applicant_id')),
  times('applications_applicationattempt', ['timestamp'], ofUser('applicant_id')),
  times('quests_questsubmission', ['submitted_at', 'reviewed_at'], ofOwnParticipation),
  times('quests_questsubmissionattempt', ['timestamp'], ofUser('user_id')),
  times('quests_questcompletionlog', ['completed_at'], ofUser('adventurer_id')),
  times('users_xptransaction', ['created_at'], ofUser('user_id')),
  times('users_goldtransaction', ['created_at'], ofUser('user_id')),
  times('transactions_transaction', ['created_at'], ofUser('user_id'), { column: 'transaction_id', kind: 'integer' }),
  times('transactions_userbalance', ['last_updated'], ofUser('user_id')),
  times('transactions_questgoldreservation', ['created_at'], ofUser('user_id')),
  times('transactions_cashoutrequest', ['created_at', 'processed_at'], ofUser('user_id')),
  times('payments_paymentproof', ['created_at', 'verified_at', 'processed_at'], ofUser('user_id')),
  times('guilds_guild', ['created_at', 'updated_at', 'disabled_at'], ofUser('owner_id'), { column: 'guild_id', kind: 'uuid' }),
  times('guilds_guildmembership', ['joined_at', 'approved_at', 'left_at'], ofUser('user_id')),
  times('guilds_guildjoinrequest', ['created_at', 'processed_at'], ofUser('user_id')),
  times('notifications_notification', ['created_at'], ofUser('user_id')),
  times('users_banappeal', ['created_at'], ofUser('user_id')),
  times('users_banappealfile', ['uploaded_at'], null),
  times('messaging_messageattachment', ['uploaded_at'], null),
];
