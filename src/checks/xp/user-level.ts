import { line, words } from '../../model/index.ts';
import { sql } from 'kysely';
import { floorDivide, numberOf } from '../../database/index.ts';
import { defineCheck } from '../define-check.ts';
import { userLine, userOf } from '../naming.ts';
import { totalXp, XP_NEEDS } from './total-xp.ts';

export default defineCheck({
  id: 'user-level',
  group: 'xp',
  phase: null,
  title: 'Levels That Differ From the XP',
  summaryLabel: 'Levels that differ from the XP',
  severity: 'warning',
  mends: 'some',
  invariant: 'A user’s level follows from their total XP: a level for each 1,000 XP, at least 1, at most 100.',
  why: 'People see a level that they have not earned, or miss one that they have; guilds ask for a minimum level.',
  advice:
    'Repair it. If nearly everybody is found, your installation counts levels in another way: set "levels" in the configuration file.',
  repair: 'Automatic: sets the level that follows from the XP, as the application does whenever it saves the user.',
  sentence: {
    '': '{user} has level {actual.level} but {actual.xp} XP give level {expected.level}',
    'not-a-number': '{user} has level {actual.level}, and an XP entry that is no number',
  },
  causes: {
    'not-a-number': 'One of the user’s XP entries is no finite number: infinity, NaN, a text, or null. The level is for a person to say.',
  },
  needs: { users_user: ['id', 'level'], ...XP_NEEDS },
  indexes: [{ table: 'users_xptransaction', columns: ['user_id'] }],
  names: ['user'],
  orderBy: ['user_id'],

  find(context) {
    const { userId, levels, capabilities } = context;
    const xp = sql`case when total.user_id is null then 0 else total.xp end`;
    const isNumber = capabilities.isFinite(sql`judged.xp`);
    return sql`
      select judged.user_id, judged.level, judged.xp, judged.expected_level,
        case when ${isNumber} then null else 'not-a-number' end as cause
      from (
        select computed.user_id, computed.level, computed.xp,
          case when computed.uncapped < 1 then 1
            when computed.uncapped > ${sql.lit(levels.highest)} then ${sql.lit(levels.highest)}
            else computed.uncapped end as expected_level
        from (
          select u.id as user_id, u.level, ${xp} as xp,
            ${floorDivide(sql`(${xp})`, levels.xpPerLevel)} + ${sql.lit(levels.offset)} as uncapped
          from users_user as u
          left join ${totalXp(context)} as total on total.user_id = u.id
          ${userId === null ? sql`` : sql`where u.id = ${userId}`}) as computed) as judged
      where judged.level is null or judged.level <> judged.expected_level or not ${isNumber}`;
  },

  describe(row) {
    const user = userOf(row);
    const cause = row['cause'] === null ? null : String(row['cause']);
    const level = numberOf(row['level']);
    const [expected, xp] = cause === null ? [numberOf(row['expected_level']), numberOf(row['xp'])] : [null, null];
    return {
      key: { userId: user.id },
      user,
      quest: null,
      cause,
      expected: { level: expected },
      actual: { level, xp },
      repair: cause === null ? 'automatic' : 'manual',
      headline: userLine(row),
      details: [line`Level: ${level} (should be ${expected ?? words('what a person finds')})`, line`XP: ${xp ?? 'no number'}`],
    };
  },
});
