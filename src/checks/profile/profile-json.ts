import { sql } from 'kysely';
import type { SqlFragment } from '../../database/index.ts';
import { line } from '../../model/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { ownRows } from '../own-rows.ts';

/** The JSON columns of an account; the model's default for each of them is an empty object. */
const COLUMNS = [
  'settings',
  'social_links',
  'notification_preferences',
  'privacy_settings',
  'spending_limits',
  'verification_documents',
] as const;

export default defineCheck({
  id: 'profile-json',
  group: 'profile',
  phase: null,
  title: 'Profile Settings of the Wrong Kind',
  summaryLabel: 'Profile settings of the wrong kind',
  severity: 'info',
  invariant: 'Each JSON column of an account holds what it holds by default: an object.',
  why: 'Code that looks up a setting by its name fails on a list, a text or null: the page of that person breaks.',
  advice: 'Look at what stands there. Where it says something, put it into an object; else set the column to {}.',
  repair: 'Manual: what stands there may be all that is left of the person’s settings.',
  sentence: '{user} has JSON columns that hold no object',
  causes: {},
  needs: { users_user: ['id', ...COLUMNS] },
  indexes: [],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    const kindOf = (column: string): SqlFragment => context.capabilities.jsonKind(sql.ref(`u.${column}`));
    const kinds = COLUMNS.map((column) => sql`coalesce(${kindOf(column)}, 'null') as ${sql.ref(column)}`);
    const wrong = COLUMNS.map((column) => sql`kinds.${sql.ref(column)} <> 'object'`);
    return sql`
      select kinds.*
      from (
        select u.id as user_id, ${sql.join(kinds, sql`,\n          `)}
        from users_user as u
        where 1 = 1 ${ownRows(context, sql`u.id`)}) as kinds
      where ${sql.join(wrong, sql`\n        or `)}`;
  },

  describe(row) {
    const user = userOf(row);
    const wrong = COLUMNS.filter((column) => row[column] !== 'object');
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause: null,
      expected: Object.fromEntries(wrong.map((column) => [column, 'object'])),
      actual: Object.fromEntries(wrong.map((column) => [column, String(row[column])])),
      repair: 'manual',
      headline: userLine(row),
      details: wrong.map((column) => line`${column}: ${row[column]} (should be object)`),
    };
  },
});
