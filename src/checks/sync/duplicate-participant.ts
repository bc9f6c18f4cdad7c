import { sql } from 'kysely';
import { countOf, idsOf } from '../../database/index.ts';
import { line, rowId } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';

export default defineCheck({
  id: 'duplicate-participant',
  group: 'sync',
  phase: 5,
  title: 'Duplicate Participants',
  summaryLabel: 'Duplicate participants',
  severity: 'critical',
  invariant: 'A person has at most one participant row, of any status, on a quest.',
  why: 'Each row can be completed on its own and pays its own reward; submissions are spread over the rows.',
  advice:
    'Decide which row tells the truth, move submissions to it, and delete the others; then add the unique index on (quest_id, user_id).',
  repair:
    'Manual: only a person can say which row stays. "peerquest-audit repair duplicate-participant --keep earliest|latest|ID" does the rest: submissions move to that row, and the others are deleted.',
  sentence: '{user} has {actual.participants|participant row|participant rows} on {quest}',
  causes: {},
  needs: { quests_questparticipant: ['id', 'quest_id', 'user_id'], quests_quest: ['id'] },
  indexes: [
    { table: 'quests_questparticipant', columns: ['quest_id', 'user_id'] },
    { table: 'quests_questparticipant', columns: ['user_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['quest_id', 'user_id'],
  examines: 'participant',

  guaranteedBy(catalog) {
    const index = catalog.uniqueIndex('quests_questparticipant', ['quest_id', 'user_id']);
    return index === undefined ? null : `the unique index ${index.name} forbids them`;
  },

  find({ userId, capabilities }) {
    return sql`
      select p.quest_id, p.user_id, count(*) as participants, ${capabilities.joinIds(sql`p.id`)} as participant_ids
      from quests_questparticipant as p
      ${userId === null ? sql`` : sql`where p.user_id = ${userId}`}
      group by p.quest_id, p.user_id
      having count(*) > 1 and p.quest_id is not null and p.user_id is not null`;
  },

  describe(row) {
    const user = userOf(row);
    const participants = countOf(row['participants']);
    const ids = idsOf(row['participant_ids']);
    return {
      key: { questId: rowId(row['quest_id']), userId: user.id, participantIds: ids },
      user,
      quest: questOf(row),
      cause: null,
      expected: { participants: 1 },
      actual: { participants, questDeleted: isDeletedQuest(row) },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [line`Duplicate participants: ${participants}`, line`Participant rows: ${ids.join(', ')}`],
    };
  },
});
