import { openSqliteFile } from '../open-sqlite-file.ts';

/**
 * Lets a sample database drift: participants who were approved and have handed in nothing go missing, as they do where a program writes one
 * table and not the other.
 *
 * @param share which of them, by a number from 0 to 1: the same choose the same
 * @returns how many
 */
export function drift(file: string, share: number, most: number): number {
  const database = openSqliteFile(file, { use: 'write' });
  try {
    const chosen = database
      .prepare(
        `with handed_nothing_in as (
           select p.id from quests_questparticipant p join applications_application a on a.quest_id = p.quest_id and a.applicant_id = p.user_id
           where a.status = 'approved'
             and not exists (select 1 from quests_questsubmission s where s.quest_participant_id = p.id)
             and not exists (select 1 from quests_questsubmissionattempt t where t.participant_id = p.id))
         select id from handed_nothing_in order by (id * 7919) % 104729
         limit ? offset (select cast(count(*) * ? as integer) from handed_nothing_in)`,
      )
      .all(most, share * 0.8) as { readonly id: number }[];
    const remove = database.prepare('delete from quests_questparticipant where id = ?');
    return chosen.reduce((count, { id }) => count + remove.run(id).changes, 0);
  } finally {
    database.close();
  }
}
