import { MEMBERSHIP_ROLES, MEMBERSHIP_STATUSES, PARTICIPANT_STATUSES, QUEST_STATUSES } from '../../model/index.ts';
import { onOwnQuest, ofOwnParticipation, ofUser, type BelongsTo } from '../belongs-to.ts';

/** A column that holds one of a few words. */
export interface KnownValues {
  readonly table: string;
  readonly column: string;
  /** Every word that the application writes, those beyond its own list included. */
  readonly values: readonly string[];
  readonly key: { readonly column: string; readonly kind: 'integer' | 'uuid' };
  readonly belongsTo: BelongsTo;
}

const BY_ID = { column: 'id', kind: 'integer' } as const;

/** The application's lists, one per column (SPEC section 2). Their places are the order of the report. */
export const KNOWN_VALUES: readonly KnownValues[] = [
  {
    table: 'users_user',
    column: 'role',
    values: ['quest_maker', 'adventurer', 'moderator', 'admin'],
    key: { column: 'id', kind: 'uuid' },
    belongsTo: ofUser('id'),
  },
  {
    table: 'quests_quest',
    column: 'difficulty',
    values: ['initiate', 'adventurer', 'champion', 'mythic'],
    key: BY_ID,
    belongsTo: onOwnQuest,
  },
  { table: 'quests_quest', column: 'status', values: QUEST_STATUSES, key: BY_ID, belongsTo: onOwnQuest },
  {
    table: 'quests_questparticipant',
    column: 'status',
    values: PARTICIPANT_STATUSES,
    key: BY_ID,
    belongsTo: ofUser('user_id'),
  },
  {
    table: 'applications_application',
    column: 'status',
    values: ['pending', 'approved', 'rejected', 'kicked'],
    key: BY_ID,
    belongsTo: ofUser('applicant_id'),
  },
  {
    table: 'quests_questsubmission',
    column: 'status',
    // "superseded" is in no list of the application, which writes it all the same: a later submission took its place.
    values: ['pending', 'approved', 'needs_revision', 'superseded'],
    key: BY_ID,
    belongsTo: ofOwnParticipation,
  },
  {
    table: 'guilds_guildmembership',
    column: 'role',
    values: MEMBERSHIP_ROLES,
    key: BY_ID,
    belongsTo: ofUser('user_id'),
  },
  {
    table: 'guilds_guildmembership',
    column: 'status',
    values: MEMBERSHIP_STATUSES,
    key: BY_ID,
    belongsTo: ofUser('user_id'),
  },
  {
    table: 'payments_paymentproof',
    column: 'status',
    values: ['queued', 'processing', 'verified', 'rejected'],
    key: BY_ID,
    belongsTo: ofUser('user_id'),
  },
  {
    table: 'transactions_cashoutrequest',
    column: 'status',
    values: ['PENDING', 'COMPLETED', 'REJECTED'],
    key: BY_ID,
    belongsTo: ofUser('user_id'),
  },
];
