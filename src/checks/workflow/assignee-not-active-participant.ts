import { sql } from 'kysely';
import { withoutMatch, type SqlFragment } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { isDeletedQuest, questLine, questOf, userOf } from '../naming.ts';

/** Whether quest `q` has a row in a table that concerns its assignee. */
const assigneeHas = (from: SqlFragment, condition: SqlFragment): SqlFragment =>
  sql`exists (select 1 from ${from} where own.quest_id = q.id and ${condition})`;

/** Whether the assignee has an application with this status. */
const assigneeApplied = ({ capabilities }: FindContext, status: string): SqlFragment =>
  assigneeHas(
    sql`applications_application as own`,
    sql`own.applicant_id = q.assigned_to_id and ${capabilities.isWord(sql`own.status`, status)}`,
  );

/** The kick of the last participant reopens the quest and can leave the assignment behind, until the next approval. */
const leftByKick = (context: FindContext): SqlFragment =>
  sql`(${context.capabilities.isWord(sql`q.status`, 'open')} and ${assigneeApplied(context, 'kicked')})`;

const hasRow = assigneeHas(sql`quests_questparticipant as own`, sql`own.user_id = q.assigned_to_id`);

/** Which of the quests with a missing assignee a query looks at. */
function wantedQuests(context: FindContext): SqlFragment {
  const isLeft = leftByKick(context);
  return { findings: sql`and not ${isLeft}`, asides: sql`and ${isLeft}`, both: sql`` }[context.wanted];
}

export default defineCheck({
  id: 'assignee-not-active-participant',
  group: 'workflow',
  phase: null,
  title: 'Quests Assigned to Somebody Who Does Not Participate',
  summaryLabel: 'Quests assigned to somebody who does not participate',
  severity: 'warning',
  invariant: 'The person whom a quest is assigned to is an active participant of it.',
  why: 'The quest shows on the list of a person who cannot submit or be paid for it, and not on the list of the one who really works on it.',
  advice:
    'Where the cause is approved-without-participant, repair phase 1. Else ask the quest’s creator who works on it: add that person as a participant, or assign the quest to an active participant, or clear the assignment, in the application.',
  repair: 'Manual: either the assignment or the missing participation is wrong, and no row says which.',
  sentence: {
    'approved-without-participant': '{quest} is assigned to {user}, who is approved for it but has no participant row',
    dropped: '{quest} is assigned to {user}, who was dropped from it',
    'no-participant': '{quest} is assigned to {user}, who does not take part in it',
  },
  causes: {
    'approved-without-participant': 'The assignee is approved for the quest and has no participant row.',
    dropped: 'The assignee was dropped from the quest and kept the assignment.',
    'no-participant': 'The assignee has neither a participant row nor an approved application: assigned by hand, or removed.',
  },
  needs: {
    quests_quest: ['id', 'status', 'assigned_to_id'],
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status'],
    applications_application: ['quest_id', 'applicant_id', 'status'],
  },
  indexes: [
    { table: 'quests_questparticipant', columns: ['quest_id'] },
    { table: 'quests_quest', columns: ['assigned_to_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['quest_id'],
  examines: 'quest',

  find(context) {
    const { userId, capabilities } = context;
    const active = withoutMatch(capabilities, {
      from: sql`quests_questparticipant as active`,
      on: sql`active.quest_id = q.id and active.user_id = q.assigned_to_id and ${capabilities.isNoWord(sql`active.status`, 'dropped')}`,
      present: sql`active.id`,
    });
    return sql`
      select q.id as quest_id, q.assigned_to_id as user_id, q.status as quest_status,
        case when ${leftByKick(context)} then null when ${hasRow} then 'dropped'
          when ${assigneeApplied(context, 'approved')} then 'approved-without-participant' else 'no-participant' end as cause,
        case when ${leftByKick(context)} then 'kicked' else null end as aside
      from quests_quest as q
      ${active.join}
      where q.assigned_to_id is not null and ${active.where}
      ${wantedQuests(context)}
      ${userId === null ? sql`` : sql`and q.assigned_to_id = ${userId}`}`;
  },

  asides: {
    kicked: (count) =>
      `${count} open quest${count === 1 ? ' is' : 's are'} still assigned to a person who was kicked: that is how a kick ends, and the next approval assigns anew.`,
  },

  describe(row) {
    const assignee = userOf(row);
    const cause = String(row['cause']);
    return {
      key: { questId: rowId(row['quest_id']), userId: assignee.id },
      user: assignee,
      quest: questOf(row),
      cause,
      expected: { active: true },
      actual: {
        active: false,
        participantStatus: cause === 'dropped' ? 'dropped' : null,
        questStatus: String(row['quest_status']),
        questDeleted: isDeletedQuest(row),
      },
      repair: 'manual',
      headline: questLine(row),
      details: [
        line`Assigned to: ${assignee.username ?? `user ${assignee.id} (missing)`}`,
        line`Participant: ${cause === 'dropped' ? 'dropped' : 'MISSING'}`,
        line`Cause: ${cause}`,
      ],
    };
  },
});
