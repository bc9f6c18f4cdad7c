import { sql } from 'kysely';
import { withoutMatch, type SqlFragment, countOf } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { isDeletedQuest, questLine, questOf } from '../naming.ts';
import { questsInScope } from '../sync/active-participants.ts';

/** An approved application to quest `q` whose applicant has no participant row: a finding of phase 1. */
const waitingApproval = ({ capabilities }: FindContext): SqlFragment => sql`exists (
          select 1 from applications_application as a
          where a.quest_id = q.id and ${capabilities.isWord(sql`a.status`, 'approved')} and not exists (
            select 1 from quests_questparticipant as own where own.quest_id = a.quest_id and own.user_id = a.applicant_id))`;

/** Participants of a quest `q` without an active one: all of them were dropped. */
const dropped = sql`(select count(*) from quests_questparticipant as p where p.quest_id = q.id)`;

export default defineCheck({
  id: 'in-progress-without-active-participant',
  group: 'workflow',
  phase: null,
  title: 'In-Progress Quests Without an Active Participant',
  summaryLabel: 'In-progress quests without an active participant',
  severity: 'warning',
  invariant: 'A quest in progress has at least one active participant.',
  why: 'Nobody works on the quest, and nobody new can: it is not offered any more. Its creator’s gold stays tied up, as a quest in progress cannot be deleted.',
  advice:
    'Where the cause is approved-without-participant, settle that finding first: the repair of phase 1 puts the participant back. Else ask the creator whether the quest should be offered again, and set its status to open in the application.',
  repair: 'Manual: whether the quest is to be offered again, or a participant is missing from it, only its creator can say.',
  sentence: {
    'approved-without-participant': '{quest} is in progress without an active participant, although a person is approved for it',
    'all-dropped': '{quest} is in progress although everybody was dropped from it',
    nobody: '{quest} is in progress although nobody takes part in it',
  },
  causes: {
    'approved-without-participant':
      'A person is approved for the quest and has no participant row: either the approval failed, or they left.',
    'all-dropped': 'Everybody was dropped, and the quest was not reopened.',
    nobody: 'The quest has no participant row and nobody is approved: started by hand, or everybody was removed.',
  },
  needs: {
    quests_quest: ['id', 'status'],
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status'],
    applications_application: ['quest_id', 'applicant_id', 'status'],
  },
  indexes: [
    { table: 'quests_quest', columns: ['status'] },
    { table: 'quests_questparticipant', columns: ['quest_id', 'status'] },
  ],
  names: ['quest'],
  orderBy: ['quest_id'],
  examines: 'quest',

  find(context) {
    const { capabilities } = context;
    const active = withoutMatch(capabilities, {
      from: sql`quests_questparticipant as active`,
      on: sql`active.quest_id = q.id and ${capabilities.isNoWord(sql`active.status`, 'dropped')}`,
      present: sql`active.id`,
    });
    return sql`
      select q.id as quest_id, ${dropped} as dropped_participants,
        case when ${waitingApproval(context)} then 'approved-without-participant'
          when ${dropped} > 0 then 'all-dropped' else 'nobody' end as cause
      from quests_quest as q
      ${active.join}
      where ${capabilities.isWord(sql`q.status`, 'in-progress')} and ${active.where}
      ${questsInScope(context)}`;
  },

  describe(row) {
    const droppedParticipants = countOf(row['dropped_participants']);
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: String(row['cause']),
      expected: { activeParticipants: 1 },
      actual: { activeParticipants: 0, droppedParticipants, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: questLine(row),
      details: [line`Status: in-progress`, line`Participants: none active, ${droppedParticipants} dropped`, line`Cause: ${row['cause']}`],
    };
  },
});
