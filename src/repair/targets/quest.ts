import { sql } from 'kysely';
import { hasMatch, withoutMatch, type Query, type RowSource } from '../../database/index.ts';
import { fromStored, MADE_ID, MADE_NOW, type StoredRow } from '../stored-value.ts';
import { newRowOf } from './new-row.ts';
import { planQuest, REWARDS } from './quest-plan.ts';
import { readQuests } from './quest-state.ts';
import { isChosen, type PlanContext, type Target } from './target.ts';

/** A new participant: status `joined`, joined now; texts are empty, all else is null (SPEC 4.1). */
const NEW_PARTICIPANT: StoredRow = { id: MADE_ID, status: 'joined', joined_at: MADE_NOW, quest_id: null, user_id: null };

/** A quest with its applications and participants: phases 1, 3 and 4 and the reward all meet in it (SPEC section 4). */
export const questTarget: Target = {
  id: 'quest',
  checks: ['approved-without-participant', 'quest-status', 'quest-assignment', 'quest-xp-reward'],
  keyKind: 'integer',
  namedBy: 'quest_id',
  needs: {
    users_user: ['id', 'username'],
    quests_quest: ['id', 'title', 'status', 'assigned_to_id', 'updated_at', 'difficulty', 'xp_reward'],
    applications_application: ['id', 'status', 'applied_at', 'reviewed_at', 'applicant_id', 'quest_id'],
    quests_questparticipant: ['id', 'status', 'joined_at', 'quest_id', 'user_id'],
  },
  writes: {
    quests_questparticipant: { rows: 'inserts', columns: [], mending: ['approved-without-participant'] },
    quests_quest: { rows: null, columns: ['status', 'assigned_to_id', 'updated_at', 'xp_reward'] },
  },
  naturalKeys: { quests_questparticipant: ['quest_id', 'user_id'] },
  newRows: { quests_questparticipant: NEW_PARTICIPANT },

  candidates: (source, context) => sql`${sql.join(candidateQueries(source, context), sql` union `)} order by 1`,

  async plan(source, ids, { scope, tables }, hold) {
    const newParticipant = newRowOf(tables.get('quests_questparticipant'), NEW_PARTICIPANT);
    const states = await readQuests(source, ids, hold);
    return states.map((state) => planQuest(state, scope, newParticipant)).filter(({ changes }) => changes.length > 0);
  },
};

function candidateQueries({ capabilities }: Pick<RowSource, 'capabilities'>, { scope }: PlanContext): readonly Query[] {
  const userId = scope.userId === null ? null : fromStored(scope.userId);
  const missing = withoutMatch(capabilities, {
    from: sql`quests_questparticipant as p`,
    on: sql`p.quest_id = a.quest_id and p.user_id = a.applicant_id`,
    present: sql`p.id`,
  });
  const active = hasMatch(capabilities, {
    from: sql`quests_questparticipant as active`,
    on: sql`active.quest_id = q.id and ${capabilities.isNoWord(sql`active.status`, 'dropped')}`,
  });
  const mine =
    userId === null ? sql`` : sql`and q.id in (select own.quest_id from quests_questparticipant as own where own.user_id = ${userId})`;
  const rewards = Object.entries(REWARDS).map(
    ([difficulty, xp]) => sql`when ${capabilities.isWord(sql`q.difficulty`, difficulty)} then ${sql.lit(xp)}`,
  );
  // Looked at together: each look at the participants of a million quests costs a server half a second.
  const behind = [
    ...(isChosen(scope, 'quest-status') ? [capabilities.isWord(sql`q.status`, 'open')] : []),
    ...(isChosen(scope, 'quest-assignment') ? [sql`q.assigned_to_id is null`] : []),
  ];
  const missingParticipants = sql`
    select a.quest_id as id from applications_application as a ${missing.join}
    where ${capabilities.isWord(sql`a.status`, 'approved')} and ${missing.where} ${userId === null ? sql`` : sql`and a.applicant_id = ${userId}`}`;
  const otherRewards = sql`
    select q.id from quests_quest as q
    where coalesce(q.xp_reward, -1) <> case ${sql.join(rewards, sql` `)} else coalesce(q.xp_reward, -1) end ${mine}`;
  return [
    ...(isChosen(scope, 'approved-without-participant') ? [missingParticipants] : []),
    ...(behind.length > 0 ? [sql`select q.id from quests_quest as q where (${sql.join(behind, sql` or `)}) and ${active} ${mine}`] : []),
    ...(isChosen(scope, 'quest-xp-reward') ? [otherRewards] : []),
  ];
}
