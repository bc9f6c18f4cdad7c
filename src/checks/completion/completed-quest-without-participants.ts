import { sql } from 'kysely';
import { withoutMatch, countOf } from '../../database/index.ts';
import { line, djangoTime, instant, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questLine, questOf } from '../naming.ts';
import { owedOf, owedText, REWARD_COLUMNS } from './owed.ts';

export default defineCheck({
  id: 'completed-quest-without-participants',
  group: 'completion',
  phase: null,
  title: 'Completed Quests Without Participants',
  summaryLabel: 'Completed quests without participants',
  severity: 'warning',
  invariant: 'A completed quest has a participant row, of any status.',
  why: 'Nobody was there to be paid: either the person who did the work lost the participation, and with it the reward, or the quest was closed by hand and the creator’s gold is gone for nothing.',
  advice:
    'Look at the approved applications and ask the creator who did the work. Pay that person the amount owed by a transaction of its own. Do not add a participant in the application to a dated quest unless it is meant to be paid at once. If nobody did the work, talk about the creator’s gold.',
  repair: 'Manual: who did the work is not written in the database any more.',
  sentence: '{quest} is completed although nobody took part in it',
  causes: {},
  needs: {
    quests_quest: ['id', 'status', 'completed_at', ...REWARD_COLUMNS],
    quests_questparticipant: ['id', 'quest_id'],
    applications_application: ['quest_id', 'applicant_id', 'status'],
  },
  indexes: [
    { table: 'quests_quest', columns: ['status'] },
    { table: 'quests_questparticipant', columns: ['quest_id'] },
    { table: 'applications_application', columns: ['quest_id', 'status'] },
  ],
  names: ['quest'],
  orderBy: ['quest_id'],
  dated: 'completedAt',
  examines: 'quest',
  datedRows: {
    name: 'completed quests',
    of: ({ capabilities }) =>
      sql`select q.completed_at as dated from quests_quest as q where ${capabilities.isWord(sql`q.status`, 'completed')}`,
  },

  find({ userId, capabilities }) {
    const participant = withoutMatch(capabilities, {
      from: sql`quests_questparticipant as p`,
      on: sql`p.quest_id = q.id`,
      present: sql`p.id`,
    });
    // A person has no participant row here by definition: theirs are the quests that they were approved for.
    const own = sql`and q.id in (select own.quest_id from applications_application as own
        where own.applicant_id = ${userId} and ${capabilities.isWord(sql`own.status`, 'approved')})`;
    return sql`
      select q.id as quest_id, q.completed_at, q.xp_reward, q.gold_reward,
        (select count(*) from applications_application as a where a.quest_id = q.id and ${capabilities.isWord(sql`a.status`, 'approved')}) as approved
      from quests_quest as q
      ${participant.join}
      where ${capabilities.isWord(sql`q.status`, 'completed')} and ${participant.where}
      ${userId === null ? sql`` : own}`;
  },

  describe(row) {
    const owed = owedOf(row);
    const completedAt = instant(row['completed_at']);
    const approvedApplications = countOf(row['approved']);
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: null,
      expected: { participants: 1 },
      actual: { participants: 0, approvedApplications, completedAt, ...owed, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: questLine(row),
      details: [
        line`Status: completed at ${djangoTime(completedAt)}`,
        line`Participants: none; approved applications: ${approvedApplications}`,
        line`Owed: ${owedText(owed)} to whoever did the work`,
      ],
    };
  },
});
