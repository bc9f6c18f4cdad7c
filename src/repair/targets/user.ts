import { sql } from 'kysely';
import { floorDivide, type DatabaseRow, type Query, type RowSource, type SqlFragment, isNotTrue } from '../../database/index.ts';
import { boolean, levelOf, printed, uuid, type CheckId } from '../../model/index.ts';
import type { Deed, EntityPlan } from '../planned-change.ts';
import { fromStored, toStored, type StoredRow } from '../stored-value.ts';
import { planOf, updateOf, type PlannedStep } from './step.ts';
import { isWanted, queriesFor, type PlanContext, type RepairScope, type Target } from './target.ts';

const UNVERIFIED = 'profile-superuser-unverified';
const BAN = 'profile-expired-ban';
const LEVEL = 'user-level';

/** An account: what the application would set by itself at the next login or the next payment of XP. */
export const userTarget: Target = {
  id: 'user',
  checks: [UNVERIFIED, BAN, LEVEL],
  keyKind: 'text',
  namedBy: 'user_id',
  needs: {
    users_user: ['id', 'username', 'is_superuser', 'email_verified', 'is_banned', 'ban_reason', 'ban_expires_at', 'level'],
    users_xptransaction: ['user_id', 'amount'],
  },
  writes: { users_user: { rows: null, columns: ['email_verified', 'is_banned', 'ban_reason', 'ban_expires_at', 'level'] } },
  naturalKeys: {},
  newRows: {},

  candidates: (source, context) => sql`${sql.join(candidatesByCheck(source, context), sql` union `)} order by 1`,

  async plan(source, ids, { scope }, hold) {
    const { amongKeys, lockRows, now, number, isTime } = source.capabilities;
    const rows = await source.all(sql`
      select u.id, u.username, u.is_superuser, u.email_verified, u.is_banned, u.ban_reason, u.ban_expires_at, u.level,
        case when u.is_banned and ${isTime(sql`u.ban_expires_at`)} and u.ban_expires_at < ${now} then 1 else 0 end as ban_is_over
      from users_user as u where u.id in (${amongKeys(ids)}) order by u.id${hold && lockRows !== null ? lockRows : sql``}`);
    const totals = await source.all(sql`
      select x.user_id, sum(${number(sql`x.amount`)}) as xp from users_xptransaction as x where x.user_id in (${amongKeys(ids)}) group by x.user_id`);
    const xpOf = new Map(totals.map((row) => [uuid(row['user_id']), row['xp'] === null ? NaN : Number(row['xp'])]));
    const stored = (value: boolean) => toStored(source.capabilities.boolean(value), 'boolean');
    return rows
      .map((row) => planUser(row, xpOf.get(uuid(row['id'])) ?? 0, scope, { yes: stored(true), no: stored(false) }))
      .filter(({ changes }) => changes.length > 0);
  },
};

function candidatesByCheck({ capabilities }: Pick<RowSource, 'capabilities'>, { scope }: PlanContext): readonly Query[] {
  const mine = (id: SqlFragment): SqlFragment => (scope.userId === null ? sql`` : sql`and ${id} = ${fromStored(scope.userId)}`);
  const { xpPerLevel, offset, highest } = scope.levels;
  const level = sql`(${floorDivide(sql`coalesce(total.xp, 0)`, xpPerLevel)} + ${sql.lit(offset)})`;
  return queriesFor(scope, {
    [UNVERIFIED]: sql`select u.id from users_user as u where u.is_superuser and ${isNotTrue(sql`u.email_verified`)} ${mine(sql`u.id`)}`,
    [BAN]: sql`select u.id from users_user as u where u.is_banned and ${capabilities.isTime(sql`u.ban_expires_at`)} and u.ban_expires_at < ${capabilities.now} ${mine(sql`u.id`)}`,
    [LEVEL]: sql`
      select u.id from users_user as u
      left join (
        select x.user_id, sum(${capabilities.number(sql`x.amount`)}) as xp from users_xptransaction as x where 1 = 1 ${mine(sql`x.user_id`)} group by x.user_id
      ) as total on total.user_id = u.id
      where (u.level is null or u.level <> case when ${level} < 1 then 1 when ${level} > ${sql.lit(highest)} then ${sql.lit(highest)} else ${level} end)
      ${mine(sql`u.id`)}`,
  });
}

/** The changes that bring one account in order: a pure function of its row and its XP. */
export function planUser(
  row: DatabaseRow,
  xp: number,
  scope: RepairScope,
  { yes, no }: { readonly yes: StoredRow[string]; readonly no: StoredRow[string] },
): EntityPlan {
  const id = uuid(row['id']);
  const name = row['username'];
  const steps: PlannedStep[] = [];
  const mend = (check: CheckId, isWrong: boolean, wanted: StoredRow, words: Deed): void => {
    if (!isWrong || !isWanted(scope, check, () => ({ userId: id }))) return;
    const now = Object.fromEntries(Object.keys(wanted).map((column) => [column, toStored(row[column], kinds[column] ?? 'other')]));
    const step = updateOf({ check, table: 'users_user', key: { id: toStored(row['id'], 'uuid') }, row: now, wanted }, [words]);
    if (step !== null) steps.push(step);
  };
  mend(
    UNVERIFIED,
    boolean(row['is_superuser']) && !boolean(row['email_verified']),
    { email_verified: yes },
    printed`update user ${name} to a verified e-mail address`,
  );
  mend(
    BAN,
    Number(row['ban_is_over']) === 1,
    { is_banned: no, ban_reason: null, ban_expires_at: null },
    printed`update user ${name} to not banned`,
  );
  const level = levelOf(xp, scope.levels);
  // What is no number is for a person.
  mend(
    LEVEL,
    Number.isFinite(xp) && (row['level'] === null || Number(row['level']) !== level),
    { level },
    printed`update user ${name} level to ${level}`,
  );
  return planOf(String(row['id']), steps);
}

const kinds: Readonly<Record<string, 'boolean' | 'integer' | 'text' | 'instant'>> = {
  email_verified: 'boolean',
  is_banned: 'boolean',
  ban_reason: 'text',
  ban_expires_at: 'instant',
  level: 'integer',
};
