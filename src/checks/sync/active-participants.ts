import { sql } from 'kysely';
import { hasMatch, type SqlFragment } from '../../database/index.ts';
import { PARTICIPANT_STATUSES } from '../../model/index.ts';
import type { FindContext } from '../define-check.ts';

/** Columns that the fragments below read. */
export const ACTIVE_PARTICIPANT_NEEDS = { quests_questparticipant: ['id', 'quest_id', 'user_id', 'status', 'joined_at'] } as const;

/** A participant row whose status is not `dropped` is active (SPEC section 3). */
const ofQuest = ({ capabilities }: FindContext): SqlFragment =>
  sql`active.quest_id = q.id and ${capabilities.isNoWord(sql`active.status`, 'dropped')}`;

/** Condition on a quest `q`: it has at least one active participant. */
export function hasActiveParticipant(context: FindContext): SqlFragment {
  return hasMatch(context.capabilities, { from: sql`quests_questparticipant as active`, on: ofQuest(context) });
}

/** How many active participants a quest `q` has. */
export const activeParticipants = (context: FindContext): SqlFragment =>
  sql`(select count(*) from quests_questparticipant as active where ${ofQuest(context)})`;

/** How many of them have a status that the application knows: one is enough to say that the quest has begun. */
export const knownParticipants = (context: FindContext): SqlFragment =>
  sql`(select count(*) from quests_questparticipant as active
        where ${ofQuest(context)} and ${context.capabilities.isWord(sql`active.status`, ...PARTICIPANT_STATUSES)})`;

/** 1 where a quest `q` has several active participants and one of them joined at a time that cannot be read: nobody can say who was first. */
export const isOrderUnknown = (context: FindContext): SqlFragment =>
  sql`(select case when count(*) > 1 and min(case when ${context.capabilities.isTime(sql`active.joined_at`)} then 1 else 0 end) = 0 then 1 else 0 end
        from quests_questparticipant as active where ${ofQuest(context)})`;

/** A column of the active participant of a quest `q` with the earliest (joined_at, id): who should be assigned. */
export const earliestParticipant = (context: FindContext, column: SqlFragment): SqlFragment =>
  sql`(select ${column} from quests_questparticipant as active where ${ofQuest(context)}
        order by active.joined_at, active.id limit 1)`;

/** Condition that narrows quests `q` to those on which the audited person has a participant row of any status. */
export function questsInScope({ userId }: FindContext): SqlFragment {
  return userId === null ? sql`` : sql`and q.id in (select own.quest_id from quests_questparticipant as own where own.user_id = ${userId})`;
}
