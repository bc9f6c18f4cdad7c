import { sql, type JoinBuilder } from 'kysely';

/** Joins, as `word`, the id of the check that looks or spans are of: `innerJoin('peerquest_audit_word as word', checkWord('span'))`. */
export function checkWord(of: 'look' | 'span') {
  const on = sql<boolean>`word.subject_id = ${sql.ref(`${of}.subject_id`)} and word.word_no = ${sql.ref(`${of}.check_no`)}`;
  return <Tables, Joined extends keyof Tables>(join: JoinBuilder<Tables, Joined>): JoinBuilder<Tables, Joined> => join.on(on);
}
