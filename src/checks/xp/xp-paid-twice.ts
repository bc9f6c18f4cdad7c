import { sql } from 'kysely';
import { countOf, numberOf, type SqlFragment } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';

/** How the application words the XP entry of a completed quest: this, then the title. */
const REASON = 'Completed quest: ';

/**
 * How often a user was paid for one title, where that is more than once. An entry of less than zero takes one back. Texts are
 * compared byte for byte: titles that differ in case are different quests.
 */
function paidTitles({ userId, capabilities: { bytes } }: FindContext): SqlFragment {
  const title = bytes(sql`substr(x.reason, ${sql.lit(REASON.length + 1)})`);
  const entries = sql`sum(case when x.amount > 0 then 1 when x.amount < 0 then -1 else 0 end)`;
  return sql`(
          select x.user_id, ${title} as title, sum(x.amount) as xp, ${entries} as entries
          from users_xptransaction as x
          where ${bytes(sql`substr(x.reason, 1, ${sql.lit(REASON.length)})`)} = ${sql.lit(REASON)}
          ${userId === null ? sql`` : sql`and x.user_id = ${userId}`}
          group by x.user_id, ${title}
          having ${entries} > 1)`;
}

/** Quests `q` of that title that the user has completed. */
function completedQuests({ capabilities: { bytes, isWord } }: FindContext): SqlFragment {
  return sql`quests_questparticipant as p
            join quests_quest as q on q.id = p.quest_id
            where p.user_id = paid.user_id and ${isWord(sql`p.status`, 'completed')} and ${bytes(sql`q.title`)} = paid.title`;
}

/** Quests `q` of that title that the user was approved for and has left, perhaps after completing: leaving deletes the row. */
function leftQuests({ capabilities: { bytes, isWord } }: FindContext): SqlFragment {
  return sql`applications_application as a
            join quests_quest as q on q.id = a.quest_id
            left join quests_questparticipant as gone on gone.quest_id = a.quest_id and gone.user_id = a.applicant_id
            where a.applicant_id = paid.user_id and ${isWord(sql`a.status`, 'approved')} and gone.id is null and ${bytes(sql`q.title`)} = paid.title`;
}

export default defineCheck({
  id: 'xp-paid-twice',
  group: 'xp',
  phase: null,
  title: 'XP Paid More Than Once for a Quest',
  summaryLabel: 'XP paid more than once for a quest',
  severity: 'warning',
  invariant: 'A user has one XP entry for each quest that they completed.',
  why: 'The application pays whenever a completed participant is saved, however often: the person gets XP, and a level, for work done once.',
  advice:
    'Compare the times of the entries. Take back what is too much with an entry of the negative amount and the same reason, which settles the finding; the level follows. Look for gold that was paid twice as well.',
  repair: 'Manual: taking XP away from a person is a decision.',
  sentence: '{user} has {actual.entries|XP entry|XP entries} for {quest}, where {expected.entries} should be',
  causes: {},
  needs: {
    users_xptransaction: ['user_id', 'amount', 'reason'],
    quests_quest: ['id', 'title'],
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status'],
    applications_application: ['quest_id', 'applicant_id', 'status'],
  },
  indexes: [
    { table: 'users_xptransaction', columns: ['user_id'] },
    { table: 'quests_questparticipant', columns: ['user_id'] },
    { table: 'applications_application', columns: ['applicant_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['user_id', 'quest_id'],

  find(context) {
    return sql`
      select counted.user_id, counted.quest_id, counted.entries, counted.xp, counted.completed + counted.gone as quests
      from (
        select paid.user_id, paid.entries, paid.xp,
          (select min(q.id) from ${completedQuests(context)}) as quest_id,
          (select count(distinct q.id) from ${completedQuests(context)}) as completed,
          (select count(distinct q.id) from ${leftQuests(context)}) as gone
        from ${paidTitles(context)} as paid) as counted
      where counted.completed > 0 and counted.entries > counted.completed + counted.gone`;
  },

  describe(row) {
    const user = userOf(row);
    const [entries, quests, xp] = [countOf(row['entries']), countOf(row['quests']), numberOf(row['xp'])];
    return {
      key: { userId: user.id, questId: rowId(row['quest_id']) },
      user,
      quest: questOf(row),
      cause: null,
      expected: { entries: quests },
      actual: { entries, xp, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [line`XP entries: ${entries} (should be ${quests})`, line`XP: ${xp} in all`],
    };
  },
});
