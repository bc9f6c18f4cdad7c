import { sql } from 'kysely';
import { countOf } from '../../database/index.ts';
import { line, PARTICIPANT_STATUSES, rowId, words } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import {
  ACTIVE_PARTICIPANT_NEEDS,
  activeParticipants,
  earliestParticipant,
  hasActiveParticipant,
  isOrderUnknown,
  questsInScope,
} from './active-participants.ts';
import { isDeletedQuest, questLine, questOf, unknownWordLine, userOf } from '../naming.ts';

export default defineCheck({
  id: 'quest-assignment',
  group: 'sync',
  phase: 4,
  title: 'Assignment Inconsistencies',
  summaryLabel: 'Assignment inconsistencies',
  severity: 'warning',
  mends: 'some',
  invariant: 'A quest with an active participant is assigned to a person.',
  why: 'The quest does not show on its participant’s own list, and whatever reads the assignee finds nobody.',
  advice: 'Repair it, unless the quest should belong to another of its participants: then assign that one in the application.',
  repair:
    'Automatic: assigns the active participant who joined first (by joined_at, then id). Manual where that user is gone, where the participant’s status is none that the application knows, and where one of several joined at a time that cannot be read.',
  sentence: '{quest} is assigned to nobody although it has {actual.activeParticipants|active participant|active participants}',
  causes: {},
  needs: { ...ACTIVE_PARTICIPANT_NEEDS, quests_quest: ['id', 'assigned_to_id'] },
  indexes: [
    { table: 'quests_quest', columns: ['assigned_to_id'] },
    { table: 'quests_questparticipant', columns: ['quest_id', 'status'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['quest_id'],
  examines: 'quest',

  find(context) {
    return sql`
      select q.id as quest_id, ${activeParticipants(context)} as active_participants,
        ${earliestParticipant(context, sql`active.user_id`)} as user_id,
        ${earliestParticipant(context, sql`active.status`)} as participant_status, ${isOrderUnknown(context)} as is_order_unknown
      from quests_quest as q
      where q.assigned_to_id is null and ${hasActiveParticipant(context)}
      ${questsInScope(context)}`;
  },

  describe(row) {
    const active = countOf(row['active_participants']);
    const assignee = userOf(row);
    const isUnclear = countOf(row['is_order_unknown']) === 1;
    const reasons = isUnclear
      ? [line`Manual: one of the participants joined at a time that cannot be read, so nobody can say who was first`]
      : unknownWordLine('the participant’s status', row['participant_status'], PARTICIPANT_STATUSES);
    const wanted = isUnclear ? words('one of the participants') : (assignee.username ?? `user ${assignee.id} (missing)`);
    return {
      key: { questId: rowId(row['quest_id']) },
      user: null,
      quest: questOf(row),
      cause: null,
      expected: { assignedTo: isUnclear ? null : assignee },
      actual: { assignedTo: null, activeParticipants: active, questDeleted: isDeletedQuest(row) },
      repair: assignee.username === null || reasons.length > 0 ? 'manual' : 'automatic',
      headline: questLine(row),
      details: [line`Assigned to: None (should be ${wanted})`, line`Participants: ${active}`, ...reasons],
    };
  },
});
