/**
 * The rival: the same answers as a plain audit gives (five checks and the totals), as a person would write them in the
 * database's own shell. The users are counted by the audit's own statement, as the form that first comes to
 * mind (a UNION) is several times slower and would flatter the audit.
 */
export function plainCounts(userId: string | null = null): string {
  const ofUser = (column: string): string => (userId === null ? '' : ` and ${column} = '${userId}'`);
  const questsOfUser =
    userId === null ? '' : ` and q.id in (select s.quest_id from quests_questparticipant s where s.user_id = '${userId}')`;
  const users = `select (select count(*) from (select distinct applicant_id from applications_application) x) + (select count(*) from (select distinct user_id from quests_questparticipant) y where not exists (select 1 from applications_application a where a.applicant_id = y.user_id))`;
  return [
    `select count(*) from applications_application a where a.status = 'approved'${ofUser('a.applicant_id')} and not exists (select 1 from quests_questparticipant p where p.quest_id = a.quest_id and p.user_id = a.applicant_id)`,
    `select count(*) from quests_questparticipant p where p.status <> 'dropped'${ofUser('p.user_id')} and not exists (select 1 from applications_application a where a.quest_id = p.quest_id and a.applicant_id = p.user_id and a.status = 'approved')`,
    `select count(*) from quests_quest q where q.status = 'open' and exists (select 1 from quests_questparticipant p where p.quest_id = q.id and p.status <> 'dropped')${questsOfUser}`,
    `select count(*) from quests_quest q where q.assigned_to_id is null and exists (select 1 from quests_questparticipant p where p.quest_id = q.id and p.status <> 'dropped')${questsOfUser}`,
    `select count(*) from (select 1 from quests_questparticipant p where 1 = 1${ofUser('p.user_id')} group by p.quest_id, p.user_id having count(*) > 1) d`,
    userId === null ? users : 'select 1',
    `select count(*), sum(case when status = 'approved' then 1 else 0 end) from applications_application a where 1 = 1${ofUser('a.applicant_id')}`,
    `select count(*) from quests_questparticipant p where 1 = 1${ofUser('p.user_id')}`,
  ]
    .map((statement) => `${statement};\n`)
    .join('');
}

/** The rival of a detailed audit: the rows themselves, with names and titles. */
export function plainRows(): string {
  const active = `from quests_questparticipant p where p.quest_id = q.id and p.status <> 'dropped'`;
  return [
    `select a.id, a.quest_id, a.applicant_id, a.reviewed_at, u.username, q.title, q.status, q.updated_at from applications_application a join users_user u on u.id = a.applicant_id join quests_quest q on q.id = a.quest_id where a.status = 'approved' and not exists (select 1 from quests_questparticipant p where p.quest_id = a.quest_id and p.user_id = a.applicant_id)`,
    `select p.id, p.quest_id, p.user_id, p.status, p.joined_at, u.username, q.title from quests_questparticipant p join users_user u on u.id = p.user_id join quests_quest q on q.id = p.quest_id where p.status <> 'dropped' and not exists (select 1 from applications_application a where a.quest_id = p.quest_id and a.applicant_id = p.user_id and a.status = 'approved')`,
    `select q.id, q.title, (select count(*) ${active}) from quests_quest q where q.status = 'open' and exists (select 1 ${active})`,
    `select q.id, q.title, (select count(*) ${active}), (select u.username from quests_questparticipant p join users_user u on u.id = p.user_id where p.quest_id = q.id and p.status <> 'dropped' order by p.joined_at, p.id limit 1) from quests_quest q where q.assigned_to_id is null and exists (select 1 ${active})`,
    `select p.quest_id, p.user_id, count(*) from quests_questparticipant p group by p.quest_id, p.user_id having count(*) > 1`,
  ]
    .map((statement) => `${statement};\n`)
    .join('');
}
