import { sql } from 'kysely';
import { isBefore, isEitherTime, withoutMatch, type Capabilities, type SqlFragment, countOf } from '../../database/index.ts';
import { line, djangoTime, instant, isKnown, QUEST_STATUSES, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, unknownWordLine, userAndQuestLine, userOf } from '../naming.ts';

/**
 * 1 where several people were approved for the quest of application `a`, one of them at a time that cannot be read: a replay would not
 * know whose approval came last, and the quest is assigned to that person.
 */
function isOrderUnknown(capabilities: Capabilities): SqlFragment {
  const isReadable = isEitherTime(capabilities, sql`other.reviewed_at`, sql`other.applied_at`);
  return sql`(select case when count(distinct other.applicant_id) > 1 and min(case when ${isReadable} then 1 else 0 end) = 0 then 1 else 0 end
          from applications_application as other where other.quest_id = a.quest_id and ${capabilities.isWord(sql`other.status`, 'approved')})`;
}

export default defineCheck({
  id: 'approved-without-participant',
  group: 'sync',
  phase: 1,
  title: 'Approved Applications Without Participants',
  summaryLabel: 'Approved applications without participants',
  severity: 'critical',
  mends: 'some',
  invariant: 'Every approved application has a participant row, of any status, for its quest and applicant.',
  why: 'The applicant was told yes and cannot work on the quest: no participant row, no submission, no reward.',
  advice:
    'Where the cause is never-created, repair it. Where it is possibly-left, ask whether the person left or was removed: leaving deletes the row and keeps the application approved.',
  repair:
    'Automatic: replays the approval (participant "joined", quest assigned, an open quest becomes in-progress). Manual where the quest is completed, as its reward round is over, where its status is none that the application knows, where the quest or the applicant is gone, and where another was approved too and one of the times cannot be read.',
  sentence: '{user} is approved for {quest} but has no participant row',
  causes: {
    'never-created':
      'The approval did not create the row: nobody has touched the quest since the approval, which a successful approval would have done.',
    'possibly-left':
      'The quest was changed after the approval, or one of the two times cannot be read: the row may have been created and deleted again when the person left or was removed.',
  },
  needs: {
    applications_application: ['id', 'status', 'applied_at', 'reviewed_at', 'applicant_id', 'quest_id'],
    quests_questparticipant: ['id', 'quest_id', 'user_id'],
    quests_quest: ['id', 'status', 'updated_at'],
  },
  indexes: [
    { table: 'quests_questparticipant', columns: ['quest_id', 'user_id'] },
    { table: 'applications_application', columns: ['applicant_id'] },
    { table: 'applications_application', columns: ['quest_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['application_id'],
  dated: 'approvedAt',
  examines: 'application',
  datedRows: {
    name: 'approved applications',
    of: ({ capabilities }) =>
      sql`select a.reviewed_at as dated from applications_application as a where ${capabilities.isWord(sql`a.status`, 'approved')}`,
  },

  find({ userId, capabilities }) {
    const participant = withoutMatch(capabilities, {
      from: sql`quests_questparticipant as p`,
      on: sql`p.quest_id = a.quest_id and p.user_id = a.applicant_id`,
      present: sql`p.id`,
    });
    return sql`
      select a.id as application_id, a.quest_id, a.applicant_id as user_id, a.reviewed_at,
        q.status as quest_status, q.updated_at as quest_updated_at,
        case when a.reviewed_at is null or ${isBefore(capabilities, sql`q.updated_at`, sql`a.reviewed_at`)}
          then 'never-created' else 'possibly-left' end as cause,
        ${isOrderUnknown(capabilities)} as is_order_unknown
      from applications_application as a
      ${participant.join}
      left join quests_quest as q on q.id = a.quest_id
      where ${capabilities.isWord(sql`a.status`, 'approved')} and ${participant.where}
      ${userId === null ? sql`` : sql`and a.applicant_id = ${userId}`}`;
  },

  describe(row) {
    const user = userOf(row);
    const quest = questOf(row);
    const approvedAt = instant(row['reviewed_at']);
    const isUnclear = countOf(row['is_order_unknown']) === 1;
    const questStatus = row['quest_status'] === null ? null : String(row['quest_status']);
    return {
      key: { applicationId: rowId(row['application_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest,
      cause: String(row['cause']),
      expected: { participants: 1 },
      actual: {
        participants: 0,
        approvedAt,
        questStatus,
        questUpdatedAt: instant(row['quest_updated_at']),
        questDeleted: isDeletedQuest(row),
      },
      repair:
        questStatus === 'completed' || !isKnown(row['quest_status'], QUEST_STATUSES) || user.username === null || isUnclear
          ? 'manual'
          : 'automatic',
      headline: userAndQuestLine(row),
      details: [
        line`Application: approved at ${djangoTime(approvedAt)}`,
        line`Participant: MISSING`,
        line`Cause: ${String(row['cause'])}`,
        ...(quest.title === null ? [] : unknownWordLine('the quest’s status', row['quest_status'], QUEST_STATUSES)),
        ...(isUnclear
          ? [line`Manual: others were approved for the quest too, and one of the times cannot be read, so nobody can say who came last`]
          : []),
      ],
    };
  },
});
