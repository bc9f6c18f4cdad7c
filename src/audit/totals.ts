import { sql } from 'kysely';
import { countOf, type DatabaseRow, type DatabaseValue, type Query, type ReadSession, type TableNeeds } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import type { Totals } from '../model/index.ts';

/** Tables and columns that the totals read. */
export const TOTALS_NEEDS = {
  applications_application: ['applicant_id', 'status'],
  quests_questparticipant: ['user_id'],
  quests_quest: ['id'],
} as const satisfies TableNeeds;

/**
 * Counts the rows in scope (SPEC section 3, "Totals"): users with an application or a participant row, applications,
 * approved ones, participants, quests. What cannot be read is null, never zero.
 */
export async function countTotals(session: ReadSession, userId: DatabaseValue): Promise<Totals> {
  const one = async (table: keyof typeof TOTALS_NEEDS, query: () => Query): Promise<DatabaseRow | null> =>
    session.catalog.missing({ [table]: TOTALS_NEEDS[table] }) === null ? firstRow(session, query()) : null;
  const number = (row: DatabaseRow | null, column: string): number | null => (row === null ? null : countOf(row[column]));

  const applications = await one(
    'applications_application',
    () => sql`
    select count(*) as total, coalesce(sum(case when ${session.capabilities.isWord(sql`a.status`, 'approved')} then 1 else 0 end), 0) as approved
    from applications_application as a ${userId === null ? sql`` : sql`where a.applicant_id = ${userId}`}`,
  );
  const participants = await one(
    'quests_questparticipant',
    () => sql`
    select count(*) as total from quests_questparticipant as p ${userId === null ? sql`` : sql`where p.user_id = ${userId}`}`,
  );
  const quests = await one('quests_quest', () =>
    userId === null
      ? sql`select count(*) as total from quests_quest`
      : sql`select count(distinct p.quest_id) as total from quests_questparticipant as p where p.user_id = ${userId}`,
  );
  return {
    usersAudited: userId === null ? await countUsers(session) : 1,
    totalApplications: number(applications, 'total'),
    approvedApplications: number(applications, 'approved'),
    totalParticipants: number(participants, 'total'),
    totalQuests: number(quests, 'total'),
  };
}

async function countUsers(session: ReadSession): Promise<number | null> {
  const { applications_application, quests_questparticipant } = TOTALS_NEEDS;
  if (session.catalog.missing({ applications_application, quests_questparticipant }) !== null) return null;
  const row = await firstRow(session, session.capabilities.mergedCompounds === null ? usersInTwoSteps : usersMerged);
  return row === null ? null : countOf(row['total']);
}

/** What a statement fails with that says nothing of the snapshot: what it should have counted cannot be counted here. */
const UNANSWERED = ['ROWS_HIDDEN', 'MIXED_COLLATIONS', 'DATABASE_FAILED'];

/**
 * The only row of a count; null where the database refuses the question: a view rests on a table of which not every row may be
 * seen, or two columns have collations that it does not compare.
 */
async function firstRow(session: ReadSession, query: Query): Promise<DatabaseRow | null> {
  try {
    return (await session.all(query))[0] ?? {};
  } catch (error) {
    if (error instanceof DatabaseError && UNANSWERED.includes(error.code)) return null;
    throw error;
  }
}

const usersMerged = sql`
  select count(*) as total from (
    select a.applicant_id from applications_application as a
    union
    select p.user_id from quests_questparticipant as p
    order by 1) as involved`;

/** A UNION would hash or sort all rows of both tables: this is two to six times faster (docs/performance.md). */
const usersInTwoSteps = sql`
  select (select count(*) from (select distinct a.applicant_id from applications_application as a) as applicants)
    + (select count(*) from (select distinct p.user_id from quests_questparticipant as p) as participants
       where not exists (select 1 from applications_application as a where a.applicant_id = participants.user_id)) as total`;
