/**
 * The rival of a repair: the same writes, set-based, in one transaction, as a person would write them in the database's own
 * shell. It knows beforehand that every quest misses one participant only, and it records nothing.
 */
export function plainRepair(engine: 'sqlite' | 'postgresql' | 'mariadb'): string {
  const now = { sqlite: "strftime('%Y-%m-%d %H:%M:%f000', 'now')", postgresql: 'now()', mariadb: 'now(6)' }[engine];
  const missing = {
    sqlite: 'left join quests_questparticipant p on p.quest_id = a.quest_id and p.user_id = a.applicant_id where p.id is null and',
    mariadb: 'left join quests_questparticipant p on p.quest_id = a.quest_id and p.user_id = a.applicant_id where p.id is null and',
    postgresql:
      'where not exists (select 1 from quests_questparticipant p where p.quest_id = a.quest_id and p.user_id = a.applicant_id) and',
  }[engine];
  const open = { sqlite: 'begin immediate', postgresql: 'begin', mariadb: 'start transaction' }[engine];
  const key = engine === 'mariadb' ? ' (quest_id bigint primary key)' : '';
  const update = {
    sqlite:
      "update quests_quest set status = 'in-progress', assigned_to_id = t.user_id, updated_at = NOW from todo t where t.quest_id = quests_quest.id",
    postgresql:
      "update quests_quest q set status = 'in-progress', assigned_to_id = t.user_id, updated_at = NOW from todo t where t.quest_id = q.id",
    mariadb:
      "update todo t straight_join quests_quest q on q.id = t.quest_id set q.status = 'in-progress', q.assigned_to_id = t.user_id, q.updated_at = NOW",
  }[engine].replace('NOW', now);
  return [
    engine === 'sqlite' ? 'pragma foreign_keys = on; pragma cache_size = -65536' : null,
    open,
    `create temporary table todo${key} as select a.quest_id, a.applicant_id as user_id from applications_application a ${missing} a.status = 'approved' order by a.quest_id`,
    `insert into quests_questparticipant (status, joined_at, progress_notes, quest_id, user_id) select 'joined', ${now}, '', quest_id, user_id from todo order by quest_id`,
    update,
    engine === 'postgresql' ? 'set constraints all immediate' : null,
    'commit',
  ]
    .filter((statement) => statement !== null)
    .map((statement) => `${statement};\n`)
    .join('');
}

/** Breaks this many approvals of a good SQLite database as July 2025 did: no participant, quest open and unassigned. */
export function breakApprovals(count: number): string {
  return `
    create temporary table broken as select quest_id from applications_application where status = 'approved'
      group by quest_id having count(*) = 1 limit ${count};
    delete from quests_questparticipant where quest_id in (select quest_id from broken);
    update quests_quest set status = 'open', assigned_to_id = null, completed_at = null where id in (select quest_id from broken);`;
}
