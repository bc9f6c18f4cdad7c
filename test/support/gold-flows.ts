import type { Dataset, PartialRow } from '../../src/demo/audit-001.ts';
import { ANN, BOB, EVE } from './flows.ts';

/** Ann as findings name her. */
export const ANN_ID = 'a0000000-0000-4000-8000-000000000001';
export const ANN_USER = { id: ANN_ID, username: 'ann' };

/** What the application books, each with an id of its own where it matters. */
export const purchase = (amount: number, reference: string): PartialRow => ({
  type: 'PURCHASE',
  amount,
  description: `Gold Package Purchase - ${amount} coins (₱35.00) + bonus - Ref: ${reference}`,
});
export const reward = (amount: number): PartialRow => ({ amount, description: 'Reward for completing: Map the harbour', quest_id: 7 });
export const bonus = (amount: number): PartialRow => ({ amount, description: 'Bonus for: Map the harbour', quest_id: 7 });
/** Reward and commission, taken when a quest is created. */
export const creation = (amount: number): PartialRow => ({
  amount: -amount,
  description: `Quest creation: Map the harbour (Reward: ${amount} + Commission)`,
  quest_id: 7,
});
/** Written when a quest is deleted, and whenever its reward is changed. */
export const questRefund = (amount: number, title = 'Map the harbour'): PartialRow => ({
  type: 'REFUND',
  amount,
  description: `Quest deletion refund (reward only): ${title}`,
  quest_id: 7,
});
export const cashout = (amount: number): PartialRow => ({
  type: 'CASHOUT',
  amount: -amount,
  description: `Cashout request: ${amount} gold to GCASH`,
});
export const cashoutRefund = (amount: number, id: number, how = 'rejected'): PartialRow => ({
  type: 'REFUND',
  amount,
  description: `Refund for ${how} cashout request #${id}`,
});

/** Ann's gold; what is not given is in good order, as her balance is the sum of her transactions. */
export interface GoldSituation {
  readonly transactions?: readonly PartialRow[];
  /** Ann's balance; null for none. */
  readonly balance?: number | null;
  readonly payments?: readonly PartialRow[];
  readonly cashouts?: readonly PartialRow[];
  readonly participants?: readonly PartialRow[];
  /** Whether ann's user row is gone. */
  readonly gone?: boolean;
}

/** The rows of a situation. */
export function goldRows(situation: GoldSituation): Dataset {
  const { transactions = [], payments = [], cashouts = [], participants = [], gone = false } = situation;
  const booked = transactions.filter((row) => (row['user_id'] ?? ANN) === ANN);
  const sum = booked.reduce((cents, row) => cents + Math.round(Number(row['amount']) * 100), 0) / 100;
  const balance = situation.balance === undefined ? sum : situation.balance;
  const users = [
    { id: ANN, username: 'ann' },
    { id: BOB, username: 'bob' },
    { id: EVE, username: 'eve' },
  ];
  return [
    ['users_user', gone ? users.slice(1) : users],
    ['quests_questcategory', [{ id: 1, name: 'General' }]],
    ['quests_quest', [{ id: 7, title: 'Map the harbour', status: 'completed', creator_id: EVE, category_id: 1 }]],
    ['quests_questparticipant', participants.map((row, index) => ({ id: index + 1, quest_id: 7, user_id: ANN, status: 'joined', ...row }))],
    [
      'transactions_transaction',
      transactions.map((row, index) => ({ transaction_id: index + 1, type: 'REWARD', user_id: ANN, quest_id: null, ...row })),
    ],
    ['transactions_userbalance', balance === null ? [] : [{ id: 1, user_id: ANN, gold_balance: balance }]],
    [
      'payments_paymentproof',
      payments.map((row, index) => ({
        ...{ id: index + 1, user_id: ANN, payment_reference: `PQ-${index + 1}`, package_amount: 500, status: 'verified' },
        ...{ verified_at: '2025-07-06 09:30:00', ...row },
      })),
    ],
    [
      'transactions_cashoutrequest',
      cashouts.map((row, index) => ({ id: index + 1, user_id: ANN, amount_gold: 5000, status: 'REJECTED', ...row })),
    ],
  ];
}
