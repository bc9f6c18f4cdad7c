import { sql } from 'kysely';
import { withoutMatch, type Matching, type SqlFragment } from '../../database/index.ts';
import { djangoTime, instant, line, rowId } from '../../model/index.ts';
import { defineCheck, type FindContext } from '../define-check.ts';
import { isDeletedQuest, questOf, userAndQuestLine, userOf } from '../naming.ts';

/** Which participants a query looks at. */
function statusCondition({ includeDropped, wanted, capabilities: { isWord, isNoWord } }: FindContext): SqlFragment {
  if (includeDropped) return wanted === 'asides' ? sql`1 = 0` : sql`1 = 1`;
  const status = sql`p.status`;
  return { findings: isNoWord(status, 'dropped'), asides: isWord(status, 'dropped'), both: sql`1 = 1` }[wanted];
}

/** Status of the latest application of participant `p`, by applied_at, then id (SPEC section 3), where their times can be compared. */
const latestStatus = ({ capabilities }: FindContext): SqlFragment => {
  const own = (status: SqlFragment): SqlFragment =>
    sql`select ${status} from applications_application as latest where latest.quest_id = p.quest_id and latest.applicant_id = p.user_id`;
  const isOrderUnknown = sql`count(*) > 1 and min(case when ${capabilities.isTime(sql`latest.applied_at`)} then 1 else 0 end) = 0`;
  return sql`coalesce((${own(sql`case when ${isOrderUnknown} then 'unknown-order' end`)}),
          (${own(sql`coalesce(${capabilities.asText(sql`latest.status`)}, 'unknown-status')`)} order by latest.applied_at desc, latest.id desc limit 1))`;
};

/** The join and the condition that keep participants `p` without an approved application. */
function unapproved({ userId, capabilities, catalog }: FindContext): Matching {
  if (capabilities.mergedCompounds !== null && userId === null) {
    // SQLite ignores an ORDER BY in a joined subquery, and with it the merge, unless there is a LIMIT.
    return {
      join: sql`join (
        select one.quest_id, one.user_id from quests_questparticipant as one
        except
        select a.quest_id, a.applicant_id from applications_application as a${capabilities.mergedCompounds.inTableOrder} where ${capabilities.isWord(sql`a.status`, 'approved')}
          and a.quest_id is not null and a.applicant_id is not null
        order by 1, 2 limit -1) as unapproved on unapproved.quest_id is p.quest_id and unapproved.user_id is p.user_id`,
      where: sql`1 = 1`,
    };
  }
  const index = catalog.indexOn('applications_application', ['quest_id', 'applicant_id']);
  return withoutMatch(capabilities, {
    from: sql`applications_application as a${index === undefined ? sql`` : capabilities.forceIndex(index.name)}`,
    on: sql`a.quest_id = p.quest_id and a.applicant_id = p.user_id and ${capabilities.isWord(sql`a.status`, 'approved')}`,
    present: sql`a.id`,
  });
}

export default defineCheck({
  id: 'participant-without-approved-application',
  group: 'sync',
  phase: 2,
  title: 'Participants Without Approved Applications',
  summaryLabel: 'Participants without approved applications',
  severity: 'warning',
  invariant: 'Every active participant has an approved application for the quest.',
  why: 'A person works on a quest, and may be paid for it, without an approval; or an application changed without its participant.',
  advice:
    'Ask who put the person on the quest. A direct assignment by staff is legitimate; a kicked or rejected applicant who is still active is not: drop the participant in the application.',
  repair: 'Manual: it may be a legitimate direct assignment.',
  sentence: {
    kicked: '{user} takes part in {quest} although their application was kicked',
    rejected: '{user} takes part in {quest} although their application was rejected',
    pending: '{user} takes part in {quest} although their application is still pending',
    'unknown-status': '{user} takes part in {quest} although their application has no status',
    'unknown-order': '{user} takes part in {quest}, and which of their applications was the last cannot be told',
    'no-application': '{user} takes part in {quest} without an application',
    other: '{user} takes part in {quest} although their application has the status {actual.applicationStatus}',
  },
  causes: {
    kicked: 'The latest application was kicked, but the participant was not dropped.',
    rejected: 'The latest application was rejected.',
    pending: 'The latest application still waits for a decision.',
    'unknown-status': 'The latest application has no status at all: unknown-status names it.',
    'unknown-order':
      'The person applied several times, and one of the times cannot be read: which application was the last, nobody can say.',
    'no-application': 'The person never applied: assigned directly, or the application was deleted.',
  },
  needs: {
    quests_questparticipant: ['id', 'quest_id', 'user_id', 'status', 'joined_at'],
    applications_application: ['id', 'quest_id', 'applicant_id', 'status', 'applied_at'],
    quests_quest: ['id'],
  },
  indexes: [
    { table: 'applications_application', columns: ['quest_id', 'applicant_id'] },
    { table: 'quests_questparticipant', columns: ['user_id'] },
  ],
  names: ['user', 'quest'],
  orderBy: ['participant_id'],
  dated: 'joinedAt',
  examines: 'participant',
  datedRows: {
    name: 'participants',
    of: (context) => sql`select p.joined_at as dated from quests_questparticipant as p where ${statusCondition(context)}`,
  },

  find(context) {
    const { userId, includeDropped, capabilities } = context;
    const { join, where } = unapproved(context);
    // Only findings need a cause; a status text must not be able to pass for an aside, so that has a column of its own.
    const isAside = includeDropped ? sql`1 = 0` : capabilities.isWord(sql`p.status`, 'dropped');
    return sql`
      select p.id as participant_id, p.quest_id, p.user_id, p.status as participant_status, p.joined_at,
        case when ${isAside} then null else coalesce(${latestStatus(context)}, 'no-application') end as cause,
        case when ${isAside} then 'dropped' else null end as aside
      from quests_questparticipant as p
      ${join}
      where ${statusCondition(context)} and ${where}
      ${userId === null ? sql`` : sql`and p.user_id = ${userId}`}`;
  },

  asides: {
    dropped: (count) =>
      `${count} dropped participant${count === 1 ? '' : 's'} without an approved application: that is how a kick ends (--include-dropped makes them findings).`,
  },

  describe(row) {
    const user = userOf(row);
    const cause = String(row['cause']);
    const joinedAt = instant(row['joined_at']);
    return {
      key: { participantId: rowId(row['participant_id']), questId: rowId(row['quest_id']), userId: user.id },
      user,
      quest: questOf(row),
      cause,
      expected: { applicationStatus: 'approved' },
      actual: {
        applicationStatus: cause === 'no-application' || cause === 'unknown-order' ? null : cause,
        participantStatus: String(row['participant_status']),
        joinedAt,
        questDeleted: isDeletedQuest(row),
      },
      repair: 'manual',
      headline: userAndQuestLine(row),
      details: [
        line`Participant: ${row['participant_status']} since ${djangoTime(joinedAt)}`,
        line`Application: MISSING or not approved (${cause})`,
      ],
    };
  },
});
