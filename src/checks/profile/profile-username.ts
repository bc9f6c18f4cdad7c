import { sql } from 'kysely';
import { words } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { isBlank, joinSharedButForCase } from './accounts.ts';

const WORDS: Readonly<Record<string, string>> = {
  blank: 'Username: blank',
  'same-but-for-case': 'Username: another account has the same one, but for upper and lower case',
};

export default defineCheck({
  id: 'profile-username',
  group: 'profile',
  phase: null,
  title: 'User Names That Cannot Be Told Apart',
  summaryLabel: 'User names that cannot be told apart',
  severity: 'warning',
  invariant: 'Every account has a user name, and no two of them differ in upper and lower case only.',
  why: 'A person without a name cannot log in; of two names that look alike, one can pass for the other.',
  advice:
    'Rename one of the accounts in the admin, and tell its owner. Where both belong to one person, deactivate the one that is not used.',
  repair: 'Manual: people log in with their names, and must be told.',
  sentence: {
    blank: '{user} has no user name',
    'same-but-for-case': '{user} has a user name that another account has, too, but for upper and lower case',
  },
  causes: {
    blank: 'The name is empty, or spaces only: the account was made by a script.',
    'same-but-for-case': 'Another account has the same name: the unique index tells upper from lower case, people do not.',
  },
  needs: { users_user: ['id', 'username'] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    return sql`
      select judged.user_id, judged.cause
      from (
        select u.id as user_id,
          case when ${isBlank(sql`u.username`)} then 'blank'
            when shared.folded is not null then 'same-but-for-case' end as cause
        from users_user as u
        ${joinSharedButForCase(context, 'username')}
        where 1 = 1 ${ownRows(context, sql`u.id`)}) as judged
      where judged.cause is not null`;
  },

  describe(row) {
    const user = userOf(row);
    const cause = String(row['cause']);
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause,
      expected: { problem: null },
      actual: { problem: cause, username: user.username },
      repair: 'manual',
      headline: userLine(row),
      details: [words(WORDS[cause] ?? cause)],
    };
  },
});
