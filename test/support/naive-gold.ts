import { instant, uuid } from '../../src/model/index.ts';
import type { KnownFinding } from './finding-line.ts';

/** Gold as a generated database has it, amounts in cents. */
export interface GoldWorld {
  readonly users: readonly { readonly id: string; readonly username: string }[];
  readonly participants: readonly { readonly id: number; readonly quest_id: number; readonly user_id: string; readonly status: string }[];
  readonly transactions: readonly {
    readonly transaction_id: number;
    readonly user_id: string;
    readonly type: string;
    readonly cents: number;
    readonly description: string | null;
    readonly quest_id: number | null;
  }[];
  readonly balances: readonly { readonly id: number; readonly user_id: string; readonly cents: number }[];
  readonly payments: readonly {
    readonly id: number;
    readonly user_id: string;
    readonly payment_reference: string;
    readonly status: string;
    readonly package_amount: number;
    readonly verified_at: string | null;
  }[];
  readonly cashouts: readonly { readonly id: number; readonly user_id: string; readonly cents: number; readonly status: string }[];
}

type Transaction = GoldWorld['transactions'][number];

const totalOf = (rows: readonly Transaction[]): number => rows.reduce((sum, { cents }) => sum + cents, 0);
const timesBooked = (rows: readonly Transaction[]): number => rows.reduce((sum, { cents }) => sum + Math.sign(cents), 0);

/** Whether a description names a word as a whole: looked at place by place, without patterns. */
function namesWord(description: string | null, word: string): boolean {
  if (description === null || word === '') return false;
  const isPart = (character: string | undefined): boolean => character !== undefined && /[0-9A-Za-z_-]/.test(character);
  for (let at = description.indexOf(word); at >= 0; at = description.indexOf(word, at + word.length)) {
    if (!isPart(description[at - 1]) && !isPart(description[at + word.length])) return true;
  }
  return false;
}

/** The checks of the group gold written down once more: loops over rows, straight from their definition. */
export function naiveGold(world: GoldWorld, userId: string | null): readonly KnownFinding[] {
  const mine = (row: { readonly user_id: string }): boolean => userId === null || row.user_id === userId;
  const of = (id: string): readonly Transaction[] => world.transactions.filter((row) => row.user_id === id);
  const findings: KnownFinding[] = [];

  for (const balance of world.balances.filter(mine)) {
    const key = { userId: uuid(balance.user_id) };
    const sum = totalOf(of(balance.user_id));
    if (balance.cents !== sum) {
      findings.push({
        check: 'gold-balance',
        key,
        cause: balance.cents > sum ? 'too-high' : 'too-low',
        expected: { goldBalance: sum / 100 },
        actual: { goldBalance: balance.cents / 100, difference: (balance.cents - sum) / 100 },
        repair: 'manual',
      });
    }
    if (balance.cents < 0) {
      findings.push({
        check: 'gold-balance-negative',
        key,
        cause: null,
        expected: { leastGoldBalance: 0 },
        actual: { goldBalance: balance.cents / 100 },
        repair: 'manual',
      });
    }
  }

  for (const user of world.users) {
    if (!mine({ user_id: user.id }) || world.balances.some((row) => row.user_id === user.id)) continue;
    const transactions = of(user.id).length;
    const participations = world.participants.filter((row) => row.user_id === user.id).length;
    if (transactions + participations === 0) continue;
    findings.push({
      check: 'gold-balance-missing',
      key: { userId: uuid(user.id) },
      cause: null,
      expected: { goldBalance: totalOf(of(user.id)) / 100 },
      actual: { goldBalance: null, transactions, participations },
      repair: 'automatic',
    });
  }

  for (const payment of world.payments.filter(mine)) {
    if (payment.status !== 'verified') continue;
    const named = of(payment.user_id).filter((row) => row.type === 'PURCHASE' && namesWord(row.description, payment.payment_reference));
    const purchases = timesBooked(named);
    if (purchases === 1) continue;
    findings.push({
      check: 'payment-without-purchase',
      key: { paymentId: payment.id, userId: uuid(payment.user_id) },
      cause: purchases < 1 ? 'missing' : 'double',
      expected: { purchases: 1 },
      actual: {
        purchases,
        paymentReference: payment.payment_reference,
        packageAmount: payment.package_amount,
        verifiedAt: instant(payment.verified_at),
      },
      repair: 'manual',
    });
  }

  const refundsOf = (cashout: GoldWorld['cashouts'][number]): readonly Transaction[] =>
    of(cashout.user_id).filter(
      ({ type, quest_id, description }) =>
        type === 'REFUND' &&
        quest_id === null &&
        description !== null &&
        /^Refund for .* cashout request #/.test(description) &&
        namesWord(description, String(cashout.id)),
    );
  for (const cashout of world.cashouts.filter(mine)) {
    const refunds = timesBooked(refundsOf(cashout));
    const once = world.cashouts.filter(
      (row) => row.user_id === cashout.user_id && row.status === 'REJECTED' && timesBooked(refundsOf(row)) === 1,
    );
    const balance = world.balances.find((row) => row.user_id === cashout.user_id);
    const excess = balance === undefined ? null : balance.cents - totalOf(of(cashout.user_id));
    const creditedTwice = once.includes(cashout) && excess === once.reduce((sum, row) => sum + totalOf(refundsOf(row)), 0);
    if (refunds <= 1 && !creditedTwice) continue;
    const refunded = totalOf(refundsOf(cashout)) * (refunds > 1 ? 1 : 2);
    findings.push({
      check: 'cashout-refunded-twice',
      key: { cashoutId: cashout.id, userId: uuid(cashout.user_id) },
      cause: refunds > 1 ? 'two-refunds' : 'credited-twice',
      expected: { refunds: 1, refundedGold: cashout.cents / 100 },
      actual: { refunds, refundedGold: refunded / 100, status: cashout.status },
      repair: 'manual',
    });
  }

  const kinds = new Map<string, Transaction[]>();
  for (const row of world.transactions.filter(mine)) {
    if (!['REWARD', 'QUEST_REWARD', 'QUEST_BONUS'].includes(row.type) || row.cents <= 0 || row.quest_id === null) continue;
    const kind = row.type === 'QUEST_BONUS' || row.description?.startsWith('Bonus for:') === true ? 'bonus' : 'reward';
    const group = `${row.quest_id} ${row.user_id} ${kind}`;
    kinds.set(group, [...(kinds.get(group) ?? []), row]);
  }
  for (const [group, rows] of kinds) {
    if (rows.length < 2) continue;
    const [questId = '', id = '', kind = ''] = group.split(' ');
    findings.push({
      check: 'reward-paid-twice',
      key: {
        questId: Number(questId),
        userId: uuid(id),
        kind,
        transactionIds: rows.map((row) => row.transaction_id).sort((a, b) => a - b),
      },
      cause: kind,
      expected: { payments: 1 },
      actual: { payments: rows.length, paidGold: totalOf(rows) / 100, questDeleted: false },
      repair: 'manual',
    });
  }
  return findings;
}
