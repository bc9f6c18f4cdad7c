import { sql } from 'kysely';
import { countOf } from '../../database/index.ts';
import { line, PARTICIPANT_STATUSES, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import {
  ACTIVE_PARTICIPANT_NEEDS,
  activeParticipants,
  earliestParticipant,
  hasActiveParticipant,
  knownParticipants,
  questsInScope,
} from './active-participants.ts';
import { isDeletedQuest, questLine, questOf, unknownWordLine } from '../naming.ts';

export default defineCheck({
  id: 'quest-status',
  group: 'sync',
  phase: 3,
  title: 'Quest Status Inconsistencies',
  summaryLabel: 'Quest status inconsistencies',
  severity: 'warning',
  mends: 'some',
  invariant: 'A quest with an active participant is not open.',
  why: 'The quest is still offered: others apply to, and can be approved for, work that a participant is doing already.',
  advice: 'Repair it; if the quest really looks for further people, say so in its text instead.',
  repair: 'Automatic: sets the status to "in-progress". Manual where no participant has a status that the application knows.',
  sentence: '{quest} is open although it has {actual.activeParticipants|active participant|active participants}',
  causes: {},
  needs: { ...ACTIVE_PARTICIPANT_NEEDS, quests_quest: ['id', 'status'] },
  indexes: [{ table: 'quests_questparticipant', columns: ['quest_id', 'status'] }],
  names: ['quest'],
  orderBy: ['quest_id'],
  examines: 'quest',

  find(context) {
    return sql`
      select q.id as quest_id, ${activeParticipants(context)} as active_participants,
        ${knownParticipants(context)} as known_participants, ${earliestParticipant(context, sql`active.status`)} as participant_status
      from quests_quest as q
      where ${context.capabilities.isWord(sql`q.status`, 'open')} and ${hasActiveParticipant(context)}
      ${questsInScope(context)}`;
  },

  describe(row) {
    const active = countOf(row['active_participants']);
    const isKnown = countOf(row['known_participants']) > 0;
    const unknown = isKnown ? [] : unknownWordLine('the participant’s status', row['participant_status'], PARTICIPANT_STATUSES);
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: null,
      expected: { status: 'in-progress' },
      actual: { status: 'open', activeParticipants: active, questDeleted: isDeletedQuest(row) },
      repair: isKnown ? 'automatic' : 'manual',
      headline: questLine(row),
      details: [line`Status: open (should be in-progress)`, line`Participants: ${active}`, ...unknown],
    };
  },
});
