import { sql } from 'kysely';
import { countOf, idsOf } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';

export default defineCheck({
  id: 'application-pending-twice',
  group: 'workflow',
  phase: null,
  title: 'People With Several Pending Applications to One Quest',
  summaryLabel: 'People with several pending applications to one quest',
  severity: 'warning',
  invariant: 'A person has at most one pending application to a quest.',
  why: 'The creator decides twice about one person: a second decision can reject or kick a person who is at work already, or be an approval by mistake.',
  advice:
    'Decide one of them in the application, and reject or delete the others. Delete them through the application, so that their attempts go with them.',
  repair: 'Manual: which application is meant, and whether it is accepted, is for the quest’s creator to say.',
  sentence: '{user} has {actual.pendingApplications|pending application|pending applications} to {quest}',
  causes: {},
  needs: { applications_application: ['id', 'quest_id', 'applicant_id', 'status'], quests_quest: ['id'] },
  indexes: [{ table: 'applications_application', columns: ['applicant_id', 'status'] }],
  names: ['user', 'quest'],
  orderBy: ['quest_id', 'user_id'],
  examines: 'application',

  find({ userId, capabilities }) {
    return sql`
      select a.quest_id, a.applicant_id as user_id, count(*) as pending, ${capabilities.joinIds(sql`a.id`)} as application_ids
      from applications_application as a
      where ${capabilities.isWord(sql`a.status`, 'pending')}
      ${userId === null ? sql`` : sql`and a.applicant_id = ${userId}`}
      group by a.quest_id, a.applicant_id
      having count(*) > 1`;
  },

  describe(row) {
    const user = userOf(row);
    const pending = countOf(row['pending']);
    const ids = idsOf(row['application_ids']);
    return {
      key: { questId: rowId(row['quest_id']), userId: user.id, applicationIds: ids },
      user,
      quest: questOf(row),
      cause: null,
      expected: { pendingApplications: 1 },
      actual: { pendingApplications: pending, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [line`Pending applications: ${pending}`, line`Application rows: ${ids.join(', ')}`],
    };
  },
});
