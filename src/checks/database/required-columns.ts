import { PAST_TIMES, type PastTimes } from './past-times.ts';

/** The columns of a table that the application never leaves null. */
export type RequiredColumns = PastTimes;

/** By table, every column that is NOT NULL in PeerQuest's models (SPEC section 2). Their places are the order of the report. */
const REQUIRED: Readonly<Record<string, string>> = {
  users_user: `id password is_superuser username first_name last_name is_staff is_active date_joined email role display_name gender location
    social_links settings bio level is_admin is_verified verification_documents preferred_language timezone notification_preferences
    privacy_settings email_verified is_banned two_factor_enabled two_factor_method backup_codes_generated spending_limits`,
  quests_questcategory: 'id name created_at',
  quests_quest: `id title description difficulty status xp_reward gold_reward commission_fee created_at updated_at requirements resources slug
    is_deleted creator_id category_id`,
  quests_questparticipant: 'id status joined_at progress_notes quest_id user_id',
  applications_application: 'id status applied_at applicant_id quest_id',
  applications_applicationattempt: 'id attempt_number timestamp applicant_id application_id quest_id',
  quests_questsubmission: 'id description submission_files status feedback submitted_at quest_participant_id',
  quests_questsubmissionattempt: 'id timestamp participant_id quest_id user_id',
  quests_questcompletionlog: 'id xp_earned gold_earned completed_at adventurer_id quest_id',
  users_xptransaction: 'id amount reason created_at user_id',
  users_goldtransaction: 'id amount reason created_at user_id',
  transactions_transaction: 'transaction_id type amount commission_fee created_at user_id',
  transactions_userbalance: 'id gold_balance last_updated user_id',
  transactions_questgoldreservation: 'id amount created_at quest_id user_id',
  transactions_cashoutrequest: 'id amount_gold status created_at user_id',
  payments_goldpackage: 'id name gold_amount price is_active',
  payments_paymentproof: 'id payment_reference package_amount package_price receipt_image status created_at user_id',
  guilds_guild: `guild_id name description specialization welcome_message preset_emblem privacy require_approval minimum_level allow_discovery
    show_on_home_page who_can_post_quests who_can_invite_members created_at updated_at member_count is_disabled warning_count
    disable_reason owner_id`,
  guilds_guildmembership: 'id role status is_active joined_at guild_id user_id',
  guilds_guildjoinrequest: 'id message created_at guild_id user_id',
  notifications_notification: 'id type title message read created_at user_id',
  users_banappeal: 'id message created_at reviewed user_id',
  users_banappealfile: 'id file original_name uploaded_at appeal_id',
  messaging_messageattachment: 'id file filename file_size content_type uploaded_at',
};

/** A table of which {@link PAST_TIMES} does not tell the key and the owner. */
const NOBODYS = { key: { column: 'id', kind: 'integer' }, belongsTo: null } as const;

/** The same as data. */
export const REQUIRED_COLUMNS: readonly RequiredColumns[] = Object.entries(REQUIRED).map(([table, columns]) => ({
  ...(PAST_TIMES.find((times) => times.table === table) ?? NOBODYS),
  table,
  columns: columns.split(/\s+/),
}));
