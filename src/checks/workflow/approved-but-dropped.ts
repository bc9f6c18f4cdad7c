import { sql } from 'kysely';
import { isEitherTime, withoutMatch, type Capabilities, type SqlFragment } from '../../database/index.ts';
import { line, djangoTime, instant, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';

/**
 * Condition that application `later` is a later word than the approved application `a`. An approval whose time cannot be read counts as
 * the last one: nothing proves that a kick came after it.
 */
function isLaterWord(capabilities: Capabilities): SqlFragment {
  const time = (row: 'a' | 'later'): SqlFragment => sql`coalesce(${sql.ref(`${row}.reviewed_at`)}, ${sql.ref(`${row}.applied_at`)})`;
  const readable = (row: 'a' | 'later'): SqlFragment =>
    sql`case when ${isEitherTime(capabilities, sql.ref(`${row}.reviewed_at`), sql.ref(`${row}.applied_at`))} then 1 else 0 end`;
  const isAfter = sql`(${time('later')} > ${time('a')} or (${time('later')} = ${time('a')} and later.id > a.id))`;
  const isUnreadableAfter = sql`(${readable('later')} < ${readable('a')} or (${readable('later')} = 0 and ${readable('a')} = 0 and later.id > a.id))`;
  return sql`(${capabilities.isWord(sql`later.status`, 'approved', 'kicked')} and ${readable('later')} = 1 and ${readable('a')} = 1 and ${isAfter}
            or ${capabilities.isWord(sql`later.status`, 'approved')} and ${isUnreadableAfter})`;
}

export default defineCheck({
  id: 'approved-but-dropped',
  group: 'workflow',
  phase: null,
  title: 'Dropped Participants Whose Application Is Still Approved',
  summaryLabel: 'Dropped participants whose application is still approved',
  severity: 'warning',
  invariant: 'A participant is dropped by a kick, which sets the application to "kicked".',
  why: 'The person is off the quest and cannot apply again: the application that stands as approved says that they take part already.',
  advice:
    'Ask the quest’s creator. Was the person kicked? Then kick them once more in the application, or set the application to kicked. Do they still work on the quest? Then set the participant back to joined.',
  repair: 'Manual: either the application or the participant tells the truth, and only the people know which.',
  sentence: '{user} was dropped from {quest} although their application is still approved',
  causes: {},
  needs: {
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status'],
    applications_application: ['id', 'quest_id', 'applicant_id', 'status', 'applied_at', 'reviewed_at'],
    quests_quest: ['id'],
  },
  indexes: [
    { table: 'applications_application', columns: ['quest_id', 'applicant_id'] },
    { table: 'quests_questparticipant', columns: ['quest_id', 'user_id'] },
    { table: 'quests_questparticipant', columns: ['user_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['participant_id'],
  dated: 'approvedAt',
  examines: 'participant',
  datedRows: {
    name: 'approved applications',
    of: ({ capabilities }) =>
      sql`select a.reviewed_at as dated from applications_application as a where ${capabilities.isWord(sql`a.status`, 'approved')}`,
  },

  find({ userId, capabilities }) {
    // Who was approved, left, was approved again and then kicked keeps the first approval: the last word counts.
    const laterWord = withoutMatch(capabilities, {
      from: sql`applications_application as later`,
      on: sql`later.quest_id = a.quest_id and later.applicant_id = a.applicant_id and ${isLaterWord(capabilities)}`,
      present: sql`later.id`,
    });
    // Possible only without the unique index: a second row by which the person does take part.
    const activeRow = withoutMatch(capabilities, {
      from: sql`quests_questparticipant as active`,
      on: sql`active.quest_id = p.quest_id and active.user_id = p.user_id and ${capabilities.isNoWord(sql`active.status`, 'dropped')}`,
      present: sql`active.id`,
    });
    return sql`
      select p.id as participant_id, p.quest_id, p.user_id, a.id as application_id, a.reviewed_at
      from quests_questparticipant as p
      join applications_application as a on a.quest_id = p.quest_id and a.applicant_id = p.user_id and ${capabilities.isWord(sql`a.status`, 'approved')}
      ${laterWord.join}
      ${activeRow.join}
      where ${capabilities.isWord(sql`p.status`, 'dropped')} and ${laterWord.where} and ${activeRow.where}
      ${userId === null ? sql`` : sql`and p.user_id = ${userId}`}`;
  },

  describe(row) {
    const user = userOf(row);
    const approvedAt = instant(row['reviewed_at']);
    const applicationId = rowId(row['application_id']);
    return {
      key: { participantId: rowId(row['participant_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause: null,
      expected: { applicationStatus: 'kicked' },
      actual: { applicationStatus: 'approved', applicationId, approvedAt, participantStatus: 'dropped', questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [line`Participant: dropped`, line`Application: ${applicationId}, approved at ${djangoTime(approvedAt)}`],
    };
  },
});
