import { sql } from 'kysely';
import { hasMatch, type SqlFragment } from '../../database/index.ts';
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

/** A column of the active participant of a quest `q` with the earliest (joined_at, id): who should be assigned. */
export const earliestParticipant = (context: FindContext, column: SqlFragment): SqlFragment =>
  sql`(select ${column} from quests_questparticipant as active where ${ofQuest(context)}
        order by active.joined_at, active.id limit 1)`;

/** Condition that narrows quests `q` to those on which the audited person has a participant row of any status. */
export function questsInScope({ userId }: FindContext): SqlFragment {
  return userId === null ? sql`` : sql`and q.id in (select own.quest_id from quests_questparticipant as own where own.user_id = ${userId})`;
}
