import { sql } from 'kysely';
import { rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { ACTIVE_PARTICIPANT_NEEDS, activeParticipants, hasActiveParticipant, questsInScope } from './active-participants.ts';
import { isDeletedQuest, questLine, questOf } from '../naming.ts';

export default defineCheck({
  id: 'quest-status',
  group: 'sync',
  phase: 3,
  title: 'Quest Status Inconsistencies',
  summaryLabel: 'Quest status inconsistencies',
  severity: 'warning',
  invariant: 'A quest with an active participant is not open.',
  why: 'The quest is still offered: others apply to, and can be approved for, work that somebody is doing already.',
  advice: 'Repair it; if the quest really looks for further people, say so in its text instead.',
  repair: 'Automatic: sets the status to "in-progress".',
  causes: {},
  needs: { ...ACTIVE_PARTICIPANT_NEEDS, quests_quest: ['id', 'status'] },
  indexes: [{ table: 'quests_questparticipant', columns: ['quest_id', 'status'] }],
  names: ['quest'],
  orderBy: ['quest_id'],

  find(context) {
    return sql`
      select q.id as quest_id, ${activeParticipants} as active_participants
      from quests_quest as q
      where q.status = 'open' and ${hasActiveParticipant(context)}
      ${questsInScope(context)}`;
  },

  describe(row) {
    const active = Number(row['active_participants']);
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: null,
      expected: { status: 'in-progress' },
      actual: { status: 'open', activeParticipants: active, questDeleted: isDeletedQuest(row) },
      repair: 'automatic',
      headline: questLine(row),
      details: ['Status: open (should be in-progress)', `Participants: ${active}`],
    };
  },
});
