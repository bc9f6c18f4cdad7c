import { sql } from 'kysely';
import type { DatabaseValue, SqlFragment, TableNeeds } from '../../database/index.ts';
import { boolean, bytesText, uuid } from '../../model/index.ts';

/** What a timeline can be about. */
export type Topic = 'quest' | 'user' | 'guild';

/** How a column's value reads, the same on every engine. */
type Form = (value: DatabaseValue) => string;

/** A table of PeerQuest whose rows tell what happened. */
export interface Story {
  readonly table: string;
  readonly key: string;
  /** What a row is called: `application 17`; a finding's key `applicationId` names one. */
  readonly label: string;
  /** The columns that say whose row it is. */
  readonly of: Readonly<Partial<Record<Topic, string>>>;
  /** The participant row by which {@link of} is found, where the row does not say it itself. */
  readonly through?: string;
  /** Texts that name a quest by its title, where nothing else does. */
  readonly names?: readonly string[];
  /** When what happened, by column. */
  readonly times: Readonly<Record<string, string>>;
  /** What is told of the row as it is now. */
  readonly state: Readonly<Record<string, Form>>;
}

export const USERS = 'users_user';
export const PARTICIPANTS = 'quests_questparticipant';

/** Letters of a text that are told. */
const LONGEST = 200;

/** A value as text, and of a long one its beginning. */
export const text: Form = (value) => {
  const whole = value instanceof Uint8Array ? bytesText(value) : String(value);
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
};
const number: Form = (value) => String(Number(value));
const yes: Form = (value) => (boolean(value) ? 'yes' : 'no');

/** Every table of which a timeline tells, in the order in which rows of the same moment are told. */
export const STORIES: readonly Story[] = [
  {
    table: 'users_user',
    key: 'id',
    label: 'user',
    of: { user: 'id' },
    times: { date_joined: 'registered', last_login: 'last logged in', ban_expires_at: 'ban ends' },
    state: { is_superuser: yes, email_verified: yes, is_banned: yes, level: number },
  },
  {
    table: 'guilds_guild',
    key: 'guild_id',
    label: 'guild',
    of: { guild: 'guild_id' },
    times: { created_at: 'created', updated_at: 'last changed', disabled_at: 'disabled' },
    state: { owner_id: uuid, member_count: number, is_disabled: yes },
  },
  {
    table: 'guilds_guildjoinrequest',
    key: 'id',
    label: 'request',
    of: { guild: 'guild_id', user: 'user_id' },
    times: { created_at: 'made', processed_at: 'answered' },
    state: { is_approved: yes },
  },
  {
    table: 'guilds_guildmembership',
    key: 'id',
    label: 'membership',
    of: { guild: 'guild_id', user: 'user_id' },
    times: { joined_at: 'joined', approved_at: 'approved', left_at: 'left' },
    state: { role: text, status: text, is_active: yes },
  },
  {
    table: 'quests_quest',
    key: 'id',
    label: 'quest',
    of: { quest: 'id' },
    times: { created_at: 'created', updated_at: 'last changed', completed_at: 'completed' },
    state: { status: text, assigned_to_id: uuid, difficulty: text, xp_reward: number, is_deleted: yes },
  },
  {
    table: 'applications_application',
    key: 'id',
    label: 'application',
    of: { quest: 'quest_id', user: 'applicant_id' },
    times: { applied_at: 'made', reviewed_at: 'reviewed' },
    state: { status: text },
  },
  {
    table: 'applications_applicationattempt',
    key: 'id',
    label: 'application attempt',
    of: { quest: 'quest_id', user: 'applicant_id' },
    times: { timestamp: 'made' },
    state: { application_id: number, attempt_number: number },
  },
  {
    table: 'quests_questparticipant',
    key: 'id',
    label: 'participant',
    of: { quest: 'quest_id', user: 'user_id' },
    times: { joined_at: 'joined', completed_at: 'completed' },
    state: { status: text },
  },
  {
    table: 'quests_questsubmissionattempt',
    key: 'id',
    label: 'submission attempt',
    of: { quest: 'quest_id', user: 'user_id' },
    times: { timestamp: 'made' },
    state: {},
  },
  {
    table: 'quests_questsubmission',
    key: 'id',
    label: 'submission',
    of: { quest: 'quest_id', user: 'user_id' },
    through: 'quest_participant_id',
    times: { submitted_at: 'made', reviewed_at: 'reviewed' },
    state: { status: text },
  },
  {
    table: 'quests_questcompletionlog',
    key: 'id',
    label: 'completion log',
    of: { quest: 'quest_id', user: 'adventurer_id' },
    times: { completed_at: 'written' },
    state: { xp_earned: number, gold_earned: number },
  },
  {
    table: 'users_xptransaction',
    key: 'id',
    label: 'XP entry',
    of: { user: 'user_id' },
    names: ['reason'],
    times: { created_at: 'booked' },
    state: { amount: number, reason: text },
  },
  {
    table: 'users_goldtransaction',
    key: 'id',
    label: 'gold entry',
    of: { user: 'user_id' },
    names: ['reason'],
    times: { created_at: 'booked' },
    state: { amount: number, reason: text },
  },
  {
    table: 'transactions_questgoldreservation',
    key: 'id',
    label: 'gold reservation',
    of: { quest: 'quest_id', user: 'user_id' },
    times: { created_at: 'made' },
    state: { amount: number },
  },
  {
    table: 'payments_paymentproof',
    key: 'id',
    label: 'payment',
    of: { user: 'user_id' },
    times: { created_at: 'handed in', verified_at: 'verified', processed_at: 'processed' },
    state: { status: text, package_amount: number },
  },
  {
    table: 'transactions_cashoutrequest',
    key: 'id',
    label: 'cashout',
    of: { user: 'user_id' },
    times: { created_at: 'asked for', processed_at: 'processed' },
    state: { status: text, amount_gold: number },
  },
  {
    table: 'transactions_transaction',
    key: 'transaction_id',
    label: 'transaction',
    of: { quest: 'quest_id', user: 'user_id' },
    times: { created_at: 'booked' },
    state: { type: text, amount: number },
  },
  {
    table: 'transactions_userbalance',
    key: 'id',
    label: 'balance',
    of: { user: 'user_id' },
    times: { last_updated: 'last changed' },
    state: { gold_balance: number },
  },
  {
    table: 'notifications_notification',
    key: 'id',
    label: 'notification',
    of: { user: 'user_id' },
    names: ['title', 'message'],
    times: { created_at: 'sent' },
    state: { type: text, title: text },
  },
];

/** The column that says whose row `t` of a story is, or of the participant row `p` through which that is found. */
export function ownerOf({ of, through }: Story, topic: Topic): SqlFragment {
  return sql.id(through === undefined ? 't' : 'p', of[topic] ?? '');
}

/** The tables and columns that say whose row it is. */
export function ownersNeeded({ table, key, of, through }: Story): TableNeeds {
  const owners = Object.values(of);
  return through === undefined ? { [table]: [key, ...owners] } : { [table]: [key, through], [PARTICIPANTS]: ['id', ...owners] };
}
