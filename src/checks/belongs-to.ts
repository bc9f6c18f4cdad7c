import { sql } from 'kysely';
import type { DatabaseValue, SqlFragment } from '../database/index.ts';

/** Condition that a row `t` belongs to a person. */
export type BelongsTo = (userId: DatabaseValue) => SqlFragment;

/** The row names the person in this column. */
export const ofUser =
  (column: string): BelongsTo =>
  (userId) =>
    sql`${sql.id('t', column)} = ${userId}`;

/** The row is a quest on which the person has a participant row. */
export const onOwnQuest: BelongsTo = (userId) =>
  sql`t.id in (select own.quest_id from quests_questparticipant as own where own.user_id = ${userId})`;

/** The row hangs on a participant row of the person. */
export const ofOwnParticipation: BelongsTo = (userId) =>
  sql`t.quest_participant_id in (select own.id from quests_questparticipant as own where own.user_id = ${userId})`;
