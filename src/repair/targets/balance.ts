import { sql } from 'kysely';
import {
  cents,
  hasMatch,
  isBefore,
  withoutMatch,
  type Capabilities,
  type DatabaseRow,
  type Query,
  type RowSource,
  type SqlFragment,
} from '../../database/index.ts';
import { printed, uuid, type CheckId } from '../../model/index.ts';
import type { EntityPlan } from '../planned-change.ts';
import { fromStored, MADE_ID, MADE_NOW, toStored, type StoredRow, type StoredValue } from '../stored-value.ts';
import { newRowOf } from './new-row.ts';
import { planOf, updateOf } from './step.ts';
import { isChosen, isWanted, queriesFor, type PlanContext, type RepairScope, type Target } from './target.ts';

const MISSING = 'gold-balance-missing';
const WRONG = 'gold-balance';
const BALANCES = 'transactions_userbalance';

/** A new balance row: its amount and owner are its own. */
const NEW_BALANCE: StoredRow = { id: MADE_ID, gold_balance: null, last_updated: MADE_NOW, user_id: null };

/** A user's gold balance: the sum of the user's transactions (SPEC section 2). */
export const balanceTarget: Target = {
  id: 'balance',
  checks: [MISSING, WRONG],
  keyKind: 'text',
  namedBy: 'user_id',
  needs: {
    users_user: ['id', 'username'],
    [BALANCES]: ['id', 'gold_balance', 'last_updated', 'user_id'],
    transactions_transaction: ['amount', 'user_id'],
    quests_questparticipant: ['id', 'quest_id', 'user_id'],
    quests_quest: ['id', 'status', 'updated_at'],
    applications_application: ['status', 'reviewed_at', 'applicant_id', 'quest_id'],
  },
  writes: { [BALANCES]: { rows: 'inserts', columns: ['gold_balance', 'last_updated'] } },
  naturalKeys: { [BALANCES]: ['user_id'] },
  newRows: { [BALANCES]: NEW_BALANCE },

  candidates: (source, context) => sql`${sql.join(candidatesByCheck(source, context), sql` union `)} order by 1`,

  async plan(source, ids, { scope, tables }, hold) {
    const { amongKeys, lockRows } = source.capabilities;
    const held = hold && lockRows !== null ? lockRows : sql``;
    const among = amongKeys(ids);
    // An account that is held gets no new transaction, and no new balance.
    const users = await source.all(sql`select u.id, u.username from users_user as u where u.id in (${among}) order by u.id${held}`);
    const balances = await source.all(
      sql`select b.id, b.user_id, b.gold_balance, b.last_updated, ${cents(source.capabilities, sql`b.gold_balance`)} as cents from transactions_userbalance as b where b.user_id in (${among}) order by b.id${held}`,
    );
    const sums = await source.all(sql`
      select t.user_id, sum(${cents(source.capabilities, sql`t.amount`)}) as cents from transactions_transaction as t where t.user_id in (${among}) group by t.user_id`);
    const balanceOf = new Map(balances.map((row) => [uuid(row['user_id']), row]));
    const centsOf = new Map(sums.map((row) => [uuid(row['user_id']), hundredthsOf(row['cents'])]));
    const newRow = newRowOf(tables.get(BALANCES), NEW_BALANCE);
    const write = (hundredths: number) => toStored(source.capabilities.decimal(hundredths), 'other');
    return users
      .map((user) => {
        const id = uuid(user['id']);
        return planBalance({ user, balance: balanceOf.get(id), sum: centsOf.get(id) ?? 0 }, scope, newRow, write);
      })
      .filter(({ changes }) => changes.length > 0);
  },
};

function candidatesByCheck({ capabilities }: Pick<RowSource, 'capabilities'>, { scope }: PlanContext): readonly Query[] {
  const mine = (id: SqlFragment): SqlFragment => (scope.userId === null ? sql`` : sql`and ${id} = ${fromStored(scope.userId)}`);
  const balance = withoutMatch(capabilities, { from: sql`transactions_userbalance as b`, on: sql`b.user_id = u.id`, present: sql`b.id` });
  const booked = hasMatch(capabilities, { from: sql`transactions_transaction as t`, on: sql`t.user_id = u.id` });
  const joined = hasMatch(capabilities, { from: sql`quests_questparticipant as p`, on: sql`p.user_id = u.id` });
  return queriesFor(scope, {
    [MISSING]: sql`select u.id from users_user as u ${balance.join} where ${balance.where} and (${joined} or ${booked} ${newcomer(capabilities, scope)})
      ${mine(sql`u.id`)}`,
    [WRONG]: sql`
      select b.user_id as id from transactions_userbalance as b
      left join (
        select t.user_id, sum(${cents(capabilities, sql`t.amount`)}) as cents from transactions_transaction as t
        where 1 = 1 ${mine(sql`t.user_id`)} group by t.user_id) as booked on booked.user_id = b.user_id
      where ${cents(capabilities, sql`b.gold_balance`)} <> coalesce(booked.cents, 0) ${mine(sql`b.user_id`)}`,
  });
}

/** Who is to become a participant by the same repair will need a balance, too: one repair is enough. */
function newcomer(capabilities: Capabilities, scope: RepairScope): SqlFragment {
  if (!isChosen(scope, 'approved-without-participant')) return sql``;
  const certain = scope.certainOnly
    ? sql`and (a.reviewed_at is null or ${isBefore(capabilities, sql`q.updated_at`, sql`a.reviewed_at`)})`
    : sql``;
  return sql`or ${hasMatch(capabilities, {
    from: sql`applications_application as a
        join quests_quest as q on q.id = a.quest_id and ${capabilities.isWord(sql`q.status`, 'open', 'in-progress')}
        left join quests_questparticipant as replayed on replayed.quest_id = a.quest_id and replayed.user_id = a.applicant_id`,
    on: sql`a.applicant_id = u.id and ${capabilities.isWord(sql`a.status`, 'approved')} and replayed.id is null ${certain}`,
  })}`;
}

/** Hundredths as a driver reads them; NaN for null. */
function hundredthsOf(value: DatabaseRow[string] | undefined): number {
  return value === null || value === undefined ? NaN : Math.round(Number(value));
}

/** A person, and what their gold is and should be. */
export interface Balance {
  readonly user: DatabaseRow;
  readonly balance: DatabaseRow | undefined;
  /** Hundredths. */
  readonly sum: number;
}

/** The change that makes one person's balance the sum of the transactions: a pure function of what was read. */
export function planBalance(
  { user, balance, sum }: Balance,
  scope: RepairScope,
  newRow: () => StoredRow,
  amount: (hundredths: number) => StoredValue,
): EntityPlan {
  const id = String(user['id']);
  const isOn = (check: CheckId): boolean => isWanted(scope, check, () => ({ userId: uuid(user['id']) }));
  // What is no number is for a person: a sum of it is none either.
  if (!Number.isFinite(sum)) return planOf(id, []);
  const gold = (sum / 100).toFixed(2);
  if (balance === undefined) {
    if (!isOn(MISSING)) return planOf(id, []);
    const after = { ...newRow(), gold_balance: amount(sum), user_id: toStored(user['id'], 'uuid') };
    return planOf(id, [
      {
        change: { check: MISSING, table: BALANCES, operation: 'insert', key: { id: MADE_ID }, before: null, after },
        words: [printed`create gold balance of ${user['username']}: ${gold}`],
      },
    ]);
  }
  const held = hundredthsOf(balance['cents']);
  if (!Number.isFinite(held) || held === sum || !isOn(WRONG)) return planOf(id, []);
  const step = updateOf(
    {
      check: WRONG,
      table: BALANCES,
      key: { id: toStored(balance['id'], 'integer') },
      row: { gold_balance: toStored(balance['gold_balance'], 'other'), last_updated: toStored(balance['last_updated'], 'instant') },
      wanted: { gold_balance: amount(sum), last_updated: MADE_NOW },
    },
    [printed`update gold balance of ${user['username']} from ${(Number(balance['cents']) / 100).toFixed(2)} to ${gold}`],
  );
  return planOf(id, step === null ? [] : [step]);
}
