import { sql } from 'kysely';
import { placedIn } from '../../database/index.ts';
import { line, words } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { KNOWN_VALUES } from './known-values.ts';
import { keyValue, unionAll } from './rows.ts';

const needs: Record<string, readonly string[]> = {};
for (const { table, column, key } of KNOWN_VALUES) needs[table] = [...new Set([...(needs[table] ?? [key.column]), column])];

export default defineCheck({
  id: 'unknown-status',
  group: 'references',
  phase: null,
  title: 'Statuses, Roles and Difficulties That the Application Does Not Know',
  summaryLabel: 'Unknown statuses, roles and difficulties',
  severity: 'warning',
  invariant: 'A status, a role and a difficulty is one of the words that the application writes, letter for letter.',
  why: 'The application compares with its own words: a row with another one is in no list, counts as nothing and gets no reward.',
  advice:
    'Find out what the word was meant to be, and set it in the application or by hand; "prevent" prints the constraint that refuses it.',
  repair: 'Manual: only a person can say which word was meant.',
  sentence: '{key.table} {key.rowId} has a {key.column} that the application does not know: {actual.value}',
  causes: {},
  needs: {
    ...needs,
    // For --user: whose submissions, whose quests.
    quests_questparticipant: [...(needs['quests_questparticipant'] ?? []), 'quest_id', 'user_id'],
    quests_questsubmission: [...(needs['quests_questsubmission'] ?? []), 'quest_participant_id'],
    applications_application: [...(needs['applications_application'] ?? []), 'applicant_id'],
    guilds_guildmembership: [...(needs['guilds_guildmembership'] ?? []), 'user_id'],
    payments_paymentproof: [...(needs['payments_paymentproof'] ?? []), 'user_id'],
    transactions_cashoutrequest: [...(needs['transactions_cashoutrequest'] ?? []), 'user_id'],
  },
  indexes: [],
  names: [],
  orderBy: ['place', 'row_id', 'row_key'],

  find({ userId, capabilities: { asText, isNoWord } }) {
    return unionAll(
      KNOWN_VALUES.map(({ table, column, values, key, belongsTo }, place) => {
        const value = sql.id('t', column);
        const id = sql.id('t', key.column);
        return sql`
      select ${sql.lit(place)} as place, ${key.kind === 'integer' ? id : sql.lit(0)} as row_id,
        ${asText(id)} as row_key, ${asText(value)} as found_value
      from ${sql.id(table)} as t
      where ${isNoWord(value, ...values)}
        ${userId === null ? sql`` : sql`and ${belongsTo(userId)}`}`;
      }),
    );
  },

  describe(row) {
    const { table, column, values, key } = placedIn(KNOWN_VALUES, row['place']);
    const id = keyValue(row['row_key'], key.kind);
    const found = row['found_value'] ?? null;
    const value = found === null ? null : String(found);
    return {
      key: { table, column, rowId: id },
      user: null,
      quest: null,
      cause: null,
      expected: { oneOf: values.join(', ') },
      actual: { value },
      repair: 'manual',
      headline: line`${table} ${id}: ${column} is ${value === null ? 'null' : line`"${value}"`}`,
      details: [line`Known: ${words(values.join(', '))}`],
    };
  },
});
