import { sql } from 'kysely';
import { withoutMatch } from '../../database/index.ts';
import { djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';

export default defineCheck({
  id: 'application-attempt-missing',
  group: 'workflow',
  phase: null,
  title: 'Applications Without a Recorded Attempt',
  summaryLabel: 'Applications without a recorded attempt',
  severity: 'info',
  invariant: 'Every application has an attempt row.',
  why: 'Attempts are counted to limit how often a rejected person may apply again: who misses one may apply once more than others.',
  advice:
    'Where the cause is before-counting, nothing needs to be done. Where it is not-recorded, add the row: the next attempt number of that person on that quest, and the application’s own time.',
  repair: 'Manual: a new row can take a number that the application gives next, which would lock the applicant out.',
  sentence: 'The application of {user} to {quest} has no attempt row',
  causes: {
    'before-counting': 'The application is older than every application with an attempt: made before the application counted attempts.',
    'not-recorded': 'Attempts were counted already: this one was not, or its row was deleted.',
  },
  needs: {
    applications_application: ['id', 'quest_id', 'applicant_id', 'status', 'applied_at'],
    applications_applicationattempt: ['id', 'application_id'],
    quests_quest: ['id'],
  },
  indexes: [
    { table: 'applications_applicationattempt', columns: ['application_id'] },
    { table: 'applications_application', columns: ['applicant_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['application_id'],
  dated: 'appliedAt',
  examines: 'application',
  datedRows: {
    name: 'applications',
    of: () => sql`select a.applied_at as dated from applications_application as a`,
  },

  find({ userId, capabilities }) {
    const attempt = withoutMatch(capabilities, {
      from: sql`applications_applicationattempt as t`,
      on: sql`t.application_id = a.id`,
      present: sql`t.id`,
    });
    return sql`
      select a.id as application_id, a.quest_id, a.applicant_id as user_id, a.status as application_status, a.applied_at,
        case when a.id > (select min(counted.application_id) from applications_applicationattempt as counted)
          then 'not-recorded' else 'before-counting' end as cause
      from applications_application as a
      ${attempt.join}
      where ${attempt.where}
      ${userId === null ? sql`` : sql`and a.applicant_id = ${userId}`}`;
  },

  describe(row) {
    const user = userOf(row);
    const appliedAt = instant(row['applied_at']);
    return {
      key: { applicationId: rowId(row['application_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause: String(row['cause']),
      expected: { attempts: 1 },
      actual: { attempts: 0, applicationStatus: String(row['application_status']), appliedAt, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [
        line`Application: ${rowId(row['application_id'])}, ${row['application_status']}, applied at ${djangoTime(appliedAt)}`,
        line`Attempt: MISSING`,
        line`Cause: ${row['cause']}`,
      ],
    };
  },
});
