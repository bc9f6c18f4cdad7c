import { openSqliteFile } from '../open-sqlite-file.ts';

/**
 * Lets a sample database drift: participants who were approved go missing, as they do where a program writes one table and not the other.
 *
 * @param share which of them, by a number from 0 to 1: the same choose the same
 * @returns how many
 */
export function drift(file: string, share: number, most: number): number {
  const database = openSqliteFile(file, { use: 'write' });
  try {
    // What refers to them stays, as where no constraint holds it.
    database.pragma('foreign_keys = off');
    const chosen = database
      .prepare(
        `select p.id from quests_questparticipant p join applications_application a on a.quest_id = p.quest_id and a.applicant_id = p.user_id
         where a.status = 'approved' order by (p.id * 7919) % 104729 limit ? offset (select cast(count(*) * ? as integer) from quests_questparticipant)`,
      )
      .all(most, share * 0.4) as { readonly id: number }[];
    const remove = database.prepare('delete from quests_questparticipant where id = ?');
    return chosen.reduce((count, { id }) => count + remove.run(id).changes, 0);
  } finally {
    database.close();
  }
}
