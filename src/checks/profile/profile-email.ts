import { sql } from 'kysely';
import { line, words } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';
import { isBlank, joinSharedButForCase } from './accounts.ts';

/** A part before the @ in quotation marks may hold anything, also spaces and a further @. */
const isQuoted = sql`u.email like '"%'`;

const hasWhitespace = sql`(u.email like '% %' or u.email like ${'%\t%'} or u.email like ${'%\n%'} or u.email like ${'%\r%'})`;

/** A domain has a dot and two characters after it; Django also takes localhost and an address in brackets. */
const hasDomain = sql`(u.email like '%@%_.__%' or u.email like '%@[%]' or lower(u.email) like '%@localhost')`;

/** Condition on accounts `u`: no mail can be sent there. More generous than Django's validator, never stricter. */
const isMalformed = sql`(u.email not like '%_@_%' or not ${hasDomain} or u.email like '%@.%' or u.email like '%.'
          or (not ${isQuoted} and (u.email like '%@%@%' or u.email like '%..%' or ${hasWhitespace})))`;

const WORDS: Readonly<Record<string, string>> = {
  blank: 'blank',
  malformed: 'malformed',
  'same-but-for-case': 'another account has the same one, but for upper and lower case',
};

export default defineCheck({
  id: 'profile-email',
  group: 'profile',
  phase: null,
  title: 'Email Addresses That Cannot Serve',
  summaryLabel: 'Email addresses that cannot serve',
  severity: 'warning',
  invariant: 'Every account has an email address that mail can be sent to, and that no other account has, also not in other case.',
  why: 'Verification and new passwords go by mail: to nobody, or to a person who has two accounts and is told of one.',
  advice:
    'Ask the person for the right address and set it in the admin. Where two accounts have one address, find out which one is used, move what belongs to the person, and deactivate the other.',
  repair: 'Manual: only the person knows their address.',
  sentence: {
    blank: '{user} has no email address',
    malformed: '{user} has an email address that no mail can be sent to',
    'same-but-for-case': '{user} has an email address that another account has, too, but for upper and lower case',
  },
  causes: {
    blank: 'There is no address: the account was made by a script or in the admin.',
    malformed: 'The text is no address: it came in past the validation of the forms, for example by an import.',
    'same-but-for-case': 'Another account has the same address: the unique index tells upper from lower case, mail does not.',
  },
  needs: { users_user: ['id', 'email'] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    return sql`
      select judged.user_id, judged.email, judged.cause
      from (
        select u.id as user_id, u.email,
          case when ${isBlank(sql`u.email`)} then 'blank'
            when ${isMalformed} then 'malformed'
            when shared.folded is not null then 'same-but-for-case' end as cause
        from users_user as u
        ${joinSharedButForCase(context, 'email')}
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
      actual: { problem: cause, email: String(row['email']) },
      repair: 'manual',
      headline: userLine(row),
      details: [line`Email: "${row['email']}" (${words(WORDS[cause] ?? cause)})`],
    };
  },
});
