import { sql } from 'kysely';
import { withoutMatch, countOf, numberOf } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';

export default defineCheck({
  id: 'application-attempt-surplus',
  group: 'workflow',
  phase: null,
  title: 'Attempt Numbers Above the Number of Applications',
  summaryLabel: 'Attempt numbers above the number of applications',
  severity: 'warning',
  invariant: 'No attempt of a person on a quest has a number above the number of their applications to it.',
  why: 'The next attempt gets the number of attempts plus one. Where that number is taken, every further application of this person fails; where it is not, they run out of attempts too early.',
  advice:
    'Renumber the person’s attempts on the quest from 1 in the order of their time, and delete those whose application is gone. PeerQuest’s own repair_attempts rebuilds all attempts, but only while some application has none.',
  repair: 'Manual: a row without an application may be the trace of one that was deleted by hand.',
  sentence: '{user} has an attempt with number {actual.highestAttempt} on {quest} but only {actual.applications|application|applications}',
  causes: {},
  needs: {
    applications_applicationattempt: ['attempt_number', 'applicant_id', 'quest_id'],
    applications_application: ['id', 'applicant_id', 'quest_id'],
    quests_quest: ['id'],
  },
  indexes: [
    { table: 'applications_applicationattempt', columns: ['quest_id', 'applicant_id'] },
    { table: 'applications_application', columns: ['quest_id', 'applicant_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['quest_id', 'user_id'],

  find({ userId, capabilities }) {
    const scope = userId === null ? sql`` : sql`and t.applicant_id = ${userId}`;
    const application = withoutMatch(capabilities, {
      from: sql`applications_application as a`,
      on: sql`a.quest_id = t.quest_id and a.applicant_id = t.applicant_id`,
      present: sql`a.id`,
    });
    // Almost every attempt is a person's first: only the few others are counted, the first ones need any application at all.
    return sql`
      select t.quest_id, t.applicant_id as user_id, max(t.attempt_number) as highest, count(*) as attempts,
        (select count(*) from applications_application as a where a.quest_id = t.quest_id and a.applicant_id = t.applicant_id) as applications
      from (
        select t.quest_id, t.applicant_id from applications_applicationattempt as t
        where t.attempt_number > 1 ${scope} and t.attempt_number > (
          select count(*) from applications_application as a where a.quest_id = t.quest_id and a.applicant_id = t.applicant_id)
        union
        select t.quest_id, t.applicant_id from applications_applicationattempt as t
        ${application.join}
        where t.attempt_number > 0 ${scope} and ${application.where}
      ) as surplus
      join applications_applicationattempt as t on t.quest_id = surplus.quest_id and t.applicant_id = surplus.applicant_id
      group by t.quest_id, t.applicant_id`;
  },

  describe(row) {
    const user = userOf(row);
    const highestAttempt = numberOf(row['highest']);
    const attempts = countOf(row['attempts']);
    const applications = countOf(row['applications']);
    return {
      key: { questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause: null,
      expected: { highestAttempt: applications },
      actual: { highestAttempt, attempts, applications, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [line`Highest attempt: ${highestAttempt}`, line`Attempts: ${attempts}`, line`Applications: ${applications}`],
    };
  },
});
